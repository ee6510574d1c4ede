import type { Mutant } from '@parsec-spec/reference-server/core';
import { DateTime, type DecodedObject, type Encodable, encode } from '@parsec-spec/spec/codec';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { jsonIn, mapIn, operationIn } from './calls.ts';
import { isCertifying, isOk } from './commands.ts';
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

export const isRevocation = ({ commandCall }: OtherCall): boolean => commandCall?.command === 'user_revoke';

export const isFreeze = ({ call }: OtherCall): boolean => operationIn(call) === 'users/freeze';

export const isUpdateOf =
  (key: string) =>
  ({ call, body }: OtherCall): boolean =>
    call.method === 'PATCH' && key in (jsonIn(body) ?? {});

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
    call: async ({ call, commandCall, streams }, handle) => {
      const reply = await handle(call);
      if (isCertifying(commandCall?.command) && !isOk(reply))
        for (const stream of streams) stream.send(certificateFrame());
      return reply;
    },
  }));

const DATA = /^data:([^\n]*)\n/;

/** The fields of the event in a frame. Undefined for keep-alives and `missed_events`. */
export const fieldsIn = (frame: string): DecodedObject | undefined =>
  mapIn(Buffer.from(DATA.exec(frame)?.[1] ?? '', 'base64'));

/** Name of the event in a frame. Empty for keep-alives and `missed_events`. */
export const eventIn = (frame: string): string => String(fieldsIn(frame)?.event ?? '');

/** Whether a frame has an id. */
export const hasId = (frame: string): boolean => frame.includes('\nid:');

/** The id of a frame. Empty if it has none. */
export const idIn = (frame: string): string => /\nid:([0-9a-f]+)/.exec(frame)?.[1] ?? '';

/** A frame with an invented event and a random id. */
export const eventFrame = (
  fields: { readonly event: string } & Readonly<Record<string, Encodable>>,
): string => {
  const data = Buffer.from(encode({ status: 'ok', ...fields })).toString('base64');
  return `data:${data}\nid:${Buffer.from(syncCrypto.randomBytes(16)).toString('hex')}\n\n`;
};

/** A frame that announces a certificate, which need not exist. */
export const certificateFrame = (timestamp: DateTime = DateTime.ofMillis(Date.now())): string =>
  eventFrame({ event: 'COMMON_CERTIFICATE', timestamp });
