import { API_VERSION, encodeReply } from '@parsec-spec/spec/commands';
import type { HttpRefusal } from '@parsec-spec/spec/rules';
import { formatServerAddress, netloc } from '@parsec-spec/spec/urls';
import type { Header, LiveBody, Reply } from './call.ts';
import type { ServerConfig } from './server-config.ts';

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
 * A refusal before a command is decided: JSON with a `detail`, and the API version once it is
 * negotiated (TRANSPORT-07, TRANSPORT-13).
 */
export function refusalReply(refusal: HttpRefusal): Reply {
  const cached = refusals.get(refusal);
  if (cached !== undefined) return cached;
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

const html = (status: number, title: string, text: string): Reply => ({
  status,
  headers: [['Content-Type', 'text/html; charset=utf-8']],
  body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>`,
});

/** The site root: there is a server, and it is ready (TRANSPORT-32). */
export const landingPage = html(200, 'Parsec server', 'This server is ready. Open it with a Parsec client.');

/** The reply to an unknown path. */
export const unknownPage = html(404, 'Not found', 'There is no such page on this server.');

/**
 * Redirects a link in a browser to the Parsec client (LINK-05): the configured address, path and
 * parameters unchanged, and `no_ssl` of the server. With a web client the link leads there, and the
 * whole `parsec3://` link is in `webRedirectUrl` (LINK-06).
 */
export function redirection(
  { server_addr: server, web_client }: Pick<ServerConfig, 'server_addr' | 'web_client'>,
  rest: string,
  query: string,
): Reply {
  const items = query.split('&').filter((item) => item !== '' && nameOf(item) !== 'no_ssl');
  const parameters = server.tls ? items : [...items, 'no_ssl=true'];
  const path = rest === '' ? '' : `/${rest}`;
  const link =
    path === '' && parameters.length === 0
      ? formatServerAddress(server)
      : `parsec3://${netloc(server)}${path}${parameters.length === 0 ? '' : `?${parameters.join('&')}`}`;
  const location = web_client === null ? link : `${web_client}?webRedirectUrl=${encodeURIComponent(link)}`;
  return { status: 302, headers: [['Location', location]], body: '' };
}

const nameOf = (parameter: string): string | undefined => new URLSearchParams(parameter).keys().next().value;
