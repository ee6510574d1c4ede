import {
  CodecError,
  type Decoded,
  type DecodedObject,
  decode,
  type Encodable,
  encode,
  isTextMap,
} from '../codec/index.ts';
import { commandFacts, type Requests } from '../generated/commands.ts';
import { explain, validate } from '../schemas/validate.ts';
import { type CommandName, type Family, isCommandOf } from './family.ts';

/**
 * Canonical bytes of a request: `cmd` first, then the fields in the given order.
 * @throws {TypeError} that names the field which breaks its schema.
 */
export function encodeRequest(request: Requests[CommandName]): Uint8Array {
  const schema = commandFacts[request.cmd].request;
  const problem = explain(schema, request);
  if (problem !== undefined) throw new TypeError(`${request.cmd}: ${problem}`);
  const { cmd, ...fields } = request;
  return encode({ cmd, ...fields } as unknown as Encodable);
}

/** A request of any command; `command` and `request` go together. */
export type DecodedRequest = {
  [C in CommandName]: { ok: true; command: C; request: Requests[C] };
}[CommandName];

/**
 * Why a body is not a request of the family. Every reason leads to 415 (TRANSPORT-17 to
 * TRANSPORT-20). `detail` names field and rule, never a value.
 */
export interface RequestRefusal {
  ok: false;
  reason: 'not-msgpack' | 'not-a-map' | 'unknown-command' | 'invalid';
  detail: string;
  /**
   * The command named by `cmd`, for logs: at most 64 characters `a` to `z` and `_`, absent
   * otherwise.
   */
  command?: string;
}

/**
 * Maximum number of values in a request, not counting dates and identifiers. No honest request has
 * a hundred.
 */
const MAX_REQUEST_VALUES = 4096;

/** Matches a text that is safe in a log and looks like the name of a command. */
const loggable = /^[a-z_]{1,64}$/;

/**
 * Decodes and validates a request body (spec/protocol/encoding.md). Unknown keys are ignored, and
 * so are bytes after the map.
 * @returns the request, or the reason of the refusal.
 */
export function decodeRequest(family: Family, body: Uint8Array): DecodedRequest | RequestRefusal {
  let value: Decoded;
  try {
    value = decode(body, { maxValues: MAX_REQUEST_VALUES });
  } catch (error) {
    if (error instanceof CodecError) return { ok: false, reason: 'not-msgpack', detail: error.message };
    throw error;
  }
  if (!isTextMap(value))
    return { ok: false, reason: 'not-a-map', detail: 'a request is a map with text keys' };
  const name = value.cmd;
  if (!isCommandOf(family, name)) {
    return {
      ok: false,
      reason: 'unknown-command',
      detail: `\`cmd\` names no command of the family ${family}`,
      ...(typeof name === 'string' && loggable.test(name) ? { command: name } : {}),
    };
  }
  const facts = commandFacts[name];
  settleEmptyMaps(value, facts.mapFields);
  if (!validate(facts.request, value)) {
    return {
      ok: false,
      reason: 'invalid',
      detail: `${name}: ${explain(facts.request, value)}`,
      command: name,
    };
  }
  return { ok: true, command: name, request: value } as DecodedRequest;
}

/**
 * Replaces each empty map under the given fields by a `Map`. The decoder takes an empty map for a
 * map of texts, because it does not show the kind of its keys.
 */
export function settleEmptyMaps(message: DecodedObject, fields: readonly string[]): void {
  for (const field of fields) {
    const value = message[field];
    if (isTextMap(value) && Object.keys(value).length === 0) message[field] = new Map<Decoded, Decoded>();
  }
}
