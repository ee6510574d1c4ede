import { API_VERSION, encodeReply } from '@parsec-spec/spec/commands';
import type { HttpRefusal } from '@parsec-spec/spec/rules';
import type { Header, LiveBody, Reply } from './call.ts';

const json: Header = ['Content-Type', 'application/json'];
const msgpack: Header = ['Content-Type', 'application/msgpack'];
const version: Header = ['Api-Version', API_VERSION];
const versions: Header = ['Supported-Api-Versions', API_VERSION];

const ofCommand = [msgpack, version];

/** The reply of a command: always 200, the outcome stands in `status` (TRANSPORT-14). */
export const commandReply = (reply: { readonly status: string }): Reply => ({
  status: 200,
  headers: ofCommand,
  body: encodeReply(reply),
  command_status: reply.status,
});

const refusals = new WeakMap<HttpRefusal, Reply>();

/** A refusal on the way to a command: JSON with a `detail`, and our version once it is settled (TRANSPORT-07, TRANSPORT-13). */
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

/** A stream of events; the reference leaves our version out here, a client that looks is none the worse for it. */
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
