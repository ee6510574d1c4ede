import { type SchemaName, explain } from '@parsec-spec/spec/validate';
import type { Reply } from './call.ts';
import type { Exchange } from './exchange.ts';
import { parseExactJson, parseJson } from './json.ts';
import { detailReply, jsonReply } from './replies.ts';

/** A body or query that obeys its schema, or the reply that says why it does not. */
export type Input =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reply: Reply };

const wrong = (where: 'body' | 'query', msg: string): Input => ({
  ok: false,
  reply: jsonReply(422, JSON.stringify({ detail: [{ type: 'value_error', loc: [where], msg }] })),
});

/** Reads a JSON body (ADMIN-03, ADMIN-04): strict types, unknown keys ignored. */
export async function bodyOf(exchange: Exchange, schema: SchemaName, limit: number): Promise<Input> {
  if (!isJson(exchange.header('content-type')))
    return wrong('body', 'the content type must be application/json');
  const bytes = await exchange.call.body.read(limit);
  if (typeof bytes === 'string') return { ok: false, reply: detailReply(413, 'Content Too Large') };
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const parsed = parseJson(text);
  if (parsed === undefined) return wrong('body', 'the body must be JSON');
  const fault = explain(schema, parsed.value);
  return fault === undefined ? { ok: true, value: parseExactJson(text) } : wrong('body', fault);
}

/** Reads the query: of a repeated parameter the last one counts. */
export function queryOf(exchange: Exchange, schema: SchemaName): Input {
  const value = Object.fromEntries(new URLSearchParams(exchange.query));
  const fault = explain(schema, value);
  return fault === undefined ? { ok: true, value } : wrong('query', fault);
}

const isJson = (type: string | undefined): boolean =>
  /^application\/(?:[\w.!#$&^+-]+\+)?json\s*(?:;.*)?$/i.test(type?.trim() ?? '');
