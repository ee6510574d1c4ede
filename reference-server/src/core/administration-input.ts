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

/** Reads a JSON body (ADMIN-03, ADMIN-04): strict types, unknown keys ignored. */
export async function bodyOf(incoming: IncomingCall, schema: SchemaName, limit: number): Promise<Input> {
  if (!isJson(incoming.header('content-type')))
    return wrong('body', 'the content type must be application/json');
  const bytes = await incoming.call.body.read(limit);
  if (typeof bytes === 'string') return { ok: false, reply: detailReply(413, 'Content Too Large') };
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const parsed = parseJson(text);
  if (parsed === undefined) return wrong('body', 'the body must be JSON');
  const fault = explain(schema, parsed.value);
  return fault === undefined ? { ok: true, value: parseExactJson(text) } : wrong('body', fault);
}

/** Reads the query: of a repeated parameter the last one counts. */
export function queryOf(incoming: IncomingCall, schema: SchemaName): Input {
  const value = Object.fromEntries(new URLSearchParams(incoming.query));
  const fault = explain(schema, value);
  return fault === undefined ? { ok: true, value } : wrong('query', fault);
}

const isJson = (type: string | undefined): boolean =>
  /^application\/(?:[\w.!#$&^+-]+\+)?json\s*(?:;.*)?$/i.test(type?.trim() ?? '');

// JSON with exact integers. JSON.parse would round a value above 2^53 and accept 3.0 as an integer.
interface ExactJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
}
// TypeScript's types do not declare these two functions yet.
const { parse, rawJSON } = JSON as unknown as ExactJson;

const u64 = 0xffff_ffff_ffff_ffffn;
const integer = /^-?\d+$/;

/**
 * JSON text as a value to validate; undefined where it is not JSON. A number that is not an exact
 * integer of 64 bits is NaN, which no schema takes. So is a text that no store can hold, since it
 * has no UTF-8 form, and the value under such a key.
 */
function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: parse(text, (key, value, context) => checked(key, value, context.source)) };
  } catch {
    return undefined;
  }
}

/** The same with integers beyond 2^53 as bigints. */
const parseExactJson = (text: string): unknown =>
  parse(text, (_, value, context) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && integer.test(context.source ?? '')
      ? BigInt(context.source ?? '')
      : value,
  );

/** A value as JSON text; bigints are written as the integers they are. */
export const writeJson = (value: unknown): string =>
  JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? rawJSON(item.toString()) : item));

function checked(key: string, value: unknown, source: string | undefined): unknown {
  if (!key.isWellFormed() || (typeof value === 'string' && !value.isWellFormed())) return Number.NaN;
  if (typeof value !== 'number') return value;
  if (source === undefined || !integer.test(source)) return Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  const exact = BigInt(source);
  return exact > u64 || exact < -u64 ? Number.NaN : value;
}
