import type { Call, Handle, Mutant, Reply, ServerConfig } from '@parsec-spec/reference-server/core';
import { type Certificate, loadCertificate, readDocument, splitSigned } from '@parsec-spec/spec/certificates';
import { type DateTime, type DecodedObject, type Encodable, encode } from '@parsec-spec/spec/codec';
import type { CommandName } from '@parsec-spec/spec/commands';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { commandReply, deviceIn, isFamily, mapIn, organizationIn, outcomeOf, routeOf } from './calls.ts';
import { type CallWithBody, mutant, readCallBody, withBody } from './mutant.ts';

/** A command, decoded before the reference server handles it. */
export interface CommandCall {
  readonly call: CallWithBody;
  /** The segment of the path, still percent-encoded. */
  readonly organization: string;
  readonly command: string;
  readonly request: DecodedObject;
  /** Device id in the token; empty on routes without a token. */
  readonly device: string;
  /** Gets the answer of the reference server to this request, or to a changed one. */
  answer(request?: DecodedObject): Promise<Reply>;
}

/** Answers a command in place of the reference server. */
export type Answer = (commandCall: CommandCall, handle: Handle) => Promise<Reply>;

/** Makes a mutant of some commands. `make` is called once for each server. */
export const changeCommands = (
  requirement: RequirementId,
  how: string,
  commands: readonly CommandName[],
  make: (config: ServerConfig) => Answer,
): Mutant =>
  mutant(requirement, how, (handle, config) => {
    const changes = make(config);
    return async (call) => {
      const { bufferedCall, commandCall } = await readCommand(call, handle);
      const isMeant =
        commandCall !== undefined && commands.some((command) => command === commandCall.command);
      return isMeant ? changes(commandCall, handle) : handle(bufferedCall);
    };
  });

/** Decodes the command in a call, if there is one. `bufferedCall` is the call with its body read. */
export async function readCommand(
  call: Call,
  handle: Handle,
): Promise<{ bufferedCall: Call; commandCall?: CommandCall }> {
  if (call.method !== 'POST' || !isFamily(routeOf(call))) return { bufferedCall: call };
  const bufferedCall = await readCallBody(call);
  const request = mapIn(bufferedCall.bytes);
  const command = request?.cmd;
  if (request === undefined || typeof command !== 'string') return { bufferedCall };
  const answer = (changed?: DecodedObject): Promise<Reply> =>
    handle(
      changed === undefined
        ? withBody(bufferedCall, bufferedCall.bytes)
        : withBody(bufferedCall, encode(changed as Encodable)),
    );
  const commandCall = {
    call: bufferedCall,
    organization: organizationIn(call),
    command,
    request,
    device: deviceIn(call),
    answer,
  };
  return { bufferedCall, commandCall };
}

/** Whether the command was carried out. */
export const isOk = (reply: Reply): boolean => outcomeOf(reply) === 'ok';

/** Decodes a certificate. Undefined if the value is not a certificate. */
export function certificateIn(bytes: unknown): Certificate | undefined {
  const signed = bytes instanceof Uint8Array ? splitSigned(bytes) : undefined;
  const loaded = signed === undefined ? undefined : loadCertificate(signed.message);
  return loaded?.ok ? loaded.certificate : undefined;
}

/** The fields of a certificate, which need not be valid. None if its document does not decode. */
export function documentIn(bytes: unknown): Readonly<Record<string, unknown>> {
  const signed = bytes instanceof Uint8Array ? splitSigned(bytes) : undefined;
  const read = signed === undefined ? undefined : readDocument(signed.message);
  return read?.ok === true ? Object(read.document) : {};
}

/** The timestamp of the first certificate in a request. */
export function timeIn(request: DecodedObject | undefined): DateTime | undefined {
  const bytes = Object.values(request ?? {}).find((value) => value instanceof Uint8Array);
  return certificateIn(bytes)?.timestamp;
}

/** Serves one command although the server refuses its whole family with this HTTP status. */
export const sparesCommand = (requirement: RequirementId, command: CommandName, refusal: number): Mutant =>
  changeCommands(requirement, `spares-${command}`, [command], () => async ({ answer }) => {
    const reply = await answer();
    return reply.status === refusal ? commandReply({ status: 'ok' }) : reply;
  });

/** The commands that add certificates to an organization. */
export const certifyingCommands: readonly CommandName[] = [
  'user_create',
  'device_create',
  'user_update',
  'user_revoke',
];

/** Whether a command adds certificates to an organization. */
export const isCertifying = (command: string | undefined): boolean =>
  certifyingCommands.some((one) => one === command);
