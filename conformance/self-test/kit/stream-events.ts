import type { Mutant } from '@parsec-spec/reference-server/core';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { jsonIn, operationIn } from './calls.ts';
import { isOk } from './commands.ts';
import { certificateFrame } from './frames.ts';
import { changeStreams, type OpenStream, type OtherCall } from './streams.ts';

/** Keeps streams open after a call that should close them. */
export const keepsStreams = (requirement: RequirementId, isCause: (seen: OtherCall) => boolean): Mutant =>
  changeStreams(requirement, 'left-open', () => {
    const spared = new Set<string>();
    return {
      call: async (seen, handle) => {
        if (isCause(seen)) for (const { organization } of seen.streams) spared.add(organization);
        return handle(seen.call);
      },
      ends: ({ organization }) => !spared.has(organization),
    };
  });

export const isRevocation = ({ command: commandCall }: OtherCall): boolean =>
  commandCall?.command === 'user_revoke';

export const isFreeze = ({ call }: OtherCall): boolean => operationIn(call) === 'users/freeze';

export const isUpdateOf =
  (key: string) =>
  ({ call, body }: OtherCall): boolean =>
    call.method === 'PATCH' && key in (jsonIn(body) ?? {});

export const certifyingCommands = ['user_create', 'device_create', 'user_update', 'user_revoke'];

/** Drops the frames for which `when` holds. */
export const dropsFrames = (
  requirement: RequirementId,
  how: string,
  drops: (frame: string, stream: OpenStream) => boolean,
): Mutant =>
  changeStreams(requirement, how, () => ({
    frame: (frame, stream) => (drops(frame, stream) ? [] : [frame]),
  }));

export const changesFrames = (
  requirement: RequirementId,
  how: string,
  change: (frame: string, stream: OpenStream) => string,
): Mutant => changeStreams(requirement, how, () => ({ frame: (frame, stream) => [change(frame, stream)] }));

/** Announces a certificate when a command that adds one is refused. */
export const announcesRefused = (requirement: RequirementId): Mutant =>
  changeStreams(requirement, 'told', () => ({
    call: async ({ call, command: commandCall, streams }, handle) => {
      const reply = await handle(call);
      if (certifyingCommands.includes(commandCall?.command ?? '') && !isOk(reply))
        for (const stream of streams) stream.send(certificateFrame());
      return reply;
    },
  }));
