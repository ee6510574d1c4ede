import type { Call, Mutant, Handle, Reply, ServerConfig } from '@parsec-spec/reference-server/core';
import { type Certificate, loadCertificate, splitSigned } from '@parsec-spec/spec/certificates';
import { type DecodedObject, type Encodable, encode } from '@parsec-spec/spec/codec';
import type { CommandName } from '@parsec-spec/spec/commands';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { commandReply, deviceIn, mapIn, organizationIn, outcomeOf, placeOf } from './calls.ts';
import { mutant, whole, type WholeCall, withBody } from './mutant.ts';

/** A command on its way, read before the right server has it. */
export interface Asked {
  readonly call: WholeCall;
  /** As it stands in the path. */
  readonly organization: string;
  readonly command: string;
  readonly request: DecodedObject;
  /** Of the token, as text; empty on routes without one. */
  readonly device: string;
  /** What the right server answers to this request, or to a changed one. */
  answer(request?: DecodedObject): Promise<Reply>;
}

/** What a broken server answers to a command. */
export type Answer = (asked: Asked, handle: Handle) => Promise<Reply>;

/** A mutant of some commands; `make` gives each server its own memory. */
export const changeCommands = (
  requirement: RequirementId,
  how: string,
  commands: readonly CommandName[],
  make: (config: ServerConfig) => Answer,
): Mutant =>
  mutant(requirement, how, (handle, config) => {
    const changes = make(config);
    return async (call) => {
      const { known, asked } = await readAsked(call, handle);
      const isMeant = asked !== undefined && commands.some((command) => command === asked.command);
      return isMeant ? changes(asked, handle) : handle(known);
    };
  });

/** Reads a call that may hold a command of an organization; `known` is the same call, its body in hand. */
export async function readAsked(call: Call, handle: Handle): Promise<{ known: Call; asked?: Asked }> {
  if (
    call.method !== 'POST' ||
    !['anonymous', 'anonymous_server', 'authenticated', 'invited', 'tos'].includes(placeOf(call))
  )
    return { known: call };
  const known = await whole(call);
  const request = mapIn(known.bytes);
  const command = request?.cmd;
  if (request === undefined || typeof command !== 'string') return { known };
  const answer = (changed?: DecodedObject): Promise<Reply> =>
    handle(
      changed === undefined ? withBody(known, known.bytes) : withBody(known, encode(changed as Encodable)),
    );
  const asked = {
    call: known,
    organization: organizationIn(call),
    command,
    request,
    device: deviceIn(call),
    answer,
  };
  return { known, asked };
}

/** Was the command carried out? */
export const isOk = (reply: Reply): boolean => outcomeOf(reply) === 'ok';

/** The certificate that bytes of a request hold; undefined when they hold none. */
export function certificateIn(bytes: unknown): Certificate | undefined {
  const split = bytes instanceof Uint8Array ? splitSigned(bytes) : undefined;
  const loaded = split === undefined ? undefined : loadCertificate(split.message);
  return loaded?.ok ? loaded.certificate : undefined;
}

/** One command knows nothing of a refusal that holds for its whole family. */
export const sparesCommand = (requirement: RequirementId, command: CommandName, refusal: number): Mutant =>
  changeCommands(requirement, `spares-${command}`, [command], () => async ({ answer }) => {
    const reply = await answer();
    return reply.status === refusal ? commandReply({ status: 'ok' }) : reply;
  });
