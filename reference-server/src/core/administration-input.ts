import { explain, type SchemaName } from '@parsec-spec/spec/validate';
import type { Reply } from './call.ts';
import type { IncomingCall } from './incoming-call.ts';
import { detailReply, jsonReply } from './replies.ts';

/** A body or query that obeys its schema, or the reply that says why it does not. */
type Input = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reply: Reply };

const wrong = (where: 'body' | 'query', msg: string): Input => ({
  ok: false,
  reply: jsonReply(422, JSON.stringify({ detail: [{ type: 'value_error', loc: [where], msg }] })),
});

// JSON.parse refuses a byte order mark.
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Reads a JSON body (ADMIN-03, ADMIN-04): strict types, unknown keys ignored. */
export async function bodyOf(incoming: IncomingCall, schema: SchemaName, limit: number): Promise<Input> {
  if (!isJson(incoming.header('content-type')))
    return wrong('body', 'the content type must be application/json');
  const bytes = await incoming.call.body.read(limit);
  if (typeof bytes === 'string') return { ok: false, reply: detailReply(413, 'Content Too Large') };
  const parsed = parseBody(utf8.decode(bytes));
  if (parsed === undefined) return wrong('body', 'the body must be JSON');
  const problem = explain(schema, parsed.value);
  return problem === undefined ? { ok: true, value: parsed.exact() } : wrong('body', problem);
}

/** Reads the query: of a repeated parameter the last one counts. */
export function queryOf(incoming: IncomingCall, schema: SchemaName): Input {
  const value = Object.fromEntries(new URLSearchParams(incoming.query));
  const problem = explain(schema, value);
  return problem === undefined ? { ok: true, value } : wrong('query', problem);
}

const isJson = (type: string | undefined): boolean =>
  /^application\/(?:[\w.!#$&^+-]+\+)?json\s*(?:;.*)?$/i.test(type?.trim() ?? '');

const MAX_U64 = 0xffff_ffff_ffff_ffffn;
/** Integers of 64 bits have at most 20 digits. */
const integer = /^-?\d{1,20}$/;

/** Strings, brackets, and numbers outside of nested values. */
const memberTokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]|-?\d[\d.eE+-]*/g;
const nestedTokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]/g;

/**
 * JSON text as a value to validate, and the same with integers beyond 2^53 as bigints; undefined
 * where it is not JSON. A member of a body that is a number and no integer of 64 bits is NaN, which
 * no schema takes. So is a text that no store can hold, since it has no UTF-8 form, and the value
 * under such a key. Ignored members may hold a million values, for which a reviver of JSON.parse
 * takes a second.
 */
function parseBody(text: string): { readonly value: unknown; readonly exact: () => unknown } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isMap(value)) return { value, exact: () => value };
  const large: Record<string, bigint> = {};
  for (const [key, source] of numbersOf(text)) {
    // The last of two members with the same key counts.
    if (typeof value[key] !== 'number') continue;
    const number = exactInteger(source);
    value[key] = Number(number);
    if (typeof number === 'bigint') large[key] = number;
    else delete large[key];
  }
  refuseIllFormed(value);
  // Terms are the only member whose own members are texts.
  if (isMap(value.tos)) refuseIllFormed(value.tos);
  return { value, exact: () => Object.assign(value, large) };
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The members of a JSON object that are numbers, as they are written. */
function* numbersOf(text: string): Generator<readonly [key: string, source: string]> {
  let depth = 0;
  let key = '';
  let at = 0;
  for (;;) {
    const tokens = depth > 1 ? nestedTokens : memberTokens;
    tokens.lastIndex = at;
    const token = tokens.exec(text)?.[0];
    if (token === undefined) return;
    at = tokens.lastIndex;
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (depth > 1) continue;
    else if (token.startsWith('"')) key = token;
    else yield [JSON.parse(key) as string, token];
  }
}

/** NaN if it is no integer of 64 bits. */
function exactInteger(source: string): number | bigint {
  if (!integer.test(source)) return Number.NaN;
  if (Number.isSafeInteger(Number(source))) return Number(source);
  const value = BigInt(source);
  return value > MAX_U64 || value < -MAX_U64 ? Number.NaN : value;
}

function refuseIllFormed(map: Record<string, unknown>): void {
  for (const key in map) {
    const value = map[key];
    if (!key.isWellFormed() || (typeof value === 'string' && !value.isWellFormed())) map[key] = Number.NaN;
  }
}

// TypeScript's types do not declare this function yet.
const { rawJSON } = JSON as unknown as { readonly rawJSON: (text: string) => unknown };

/** A value as JSON text; bigints are written as the integers they are. */
export const writeJson = (value: unknown): string =>
  JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? rawJSON(item.toString()) : item));
