import { API_VERSION, encodeReply } from '@parsec-spec/spec/commands';
import type { HttpRefusal } from '@parsec-spec/spec/rules';
import type { Header, LiveBody, Reply } from './call.ts';

const json: Header = ['Content-Type', 'application/json'];
const msgpack: Header = ['Content-Type', 'application/msgpack'];
const version: Header = ['Api-Version', API_VERSION];
const versions: Header = ['Supported-Api-Versions', API_VERSION];

const ofCommand = [msgpack, version];

/** The reply of a command: always 200, with the outcome in `status` (TRANSPORT-14). */
export const commandReply = (reply: { readonly status: string }): Reply => ({
  status: 200,
  headers: ofCommand,
  body: encodeReply(reply),
  command_status: reply.status,
});

const refusals = new WeakMap<HttpRefusal, Reply>();

/**
 * A refusal before a command is judged: JSON with a `detail`, and the API version once it is
 * negotiated (TRANSPORT-07, TRANSPORT-13).
 */
export function refusalReply(refusal: HttpRefusal): Reply {
  const known = refusals.get(refusal);
  if (known !== undefined) return known;
  const headers = refusal.http === 422 ? [json, versions] : [json, version];
  const reply = { status: refusal.http, headers, body: JSON.stringify({ detail: refusal.detail }) };
  refusals.set(refusal, reply);
  return reply;
}

/** The answer to GET on `/anonymous/{org}` where the organization exists (TRANSPORT-30). */
export const probeReply: Reply = { status: 200, headers: ofCommand, body: '' };

/**
 * A stream of events. Parsec-cloud sends no API version here; this server does, and clients accept
 * both.
 */
export const streamReply = (body: LiveBody): Reply => ({
  status: 200,
  headers: [['Content-Type', 'text/event-stream; charset=utf-8'], ['Cache-Control', 'no-cache'], version],
  body,
});

/** JSON of the administration, without any version. */
export const jsonReply = (status: number, body: string, ...more: readonly Header[]): Reply => ({
  status,
  headers: [json, ...more],
  body,
});

/** A detail of the administration and of routes in general. */
export const detailReply = (status: number, detail: string, ...more: readonly Header[]): Reply =>
  jsonReply(status, JSON.stringify({ detail }), ...more);
