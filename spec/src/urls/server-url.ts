import { type LinkRefusal, refuse } from './link-refusal.ts';
import { httpBase, netloc, type ServerAddress, serverOf } from './server-address.ts';
import { splitLink } from './split-link.ts';

export type ParsedServer = { readonly ok: true; readonly address: ServerAddress } | LinkRefusal;

/** The address of a server: `parsec3://host[:port][?no_ssl=true]`, or `http(s)://host[:port]/redirect`. No organization in it. */
export function parseServerAddress(text: string): ParsedServer {
  const link = splitLink(text);
  if (!link.ok) return link;
  if (link.path !== '/' && link.path !== '')
    return refuse('path', 'the address of a server alone, without a path');
  return { ok: true, address: link.server };
}

export const formatServerAddress = (server: ServerAddress): string =>
  `parsec3://${netloc(server)}${server.tls ? '' : '?no_ssl=true'}`;

/** The http(s) form kept inside data (spec/protocol/links.md): no path; the query is ignored, the final slash optional. */
export function parseServerUrl(text: string): ParsedServer {
  const url = URL.parse(text);
  if (url === null) {
    const fault = splitLink(text);
    return fault.ok ? refuse('host', 'the name or address of a server') : fault;
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return refuse('scheme', 'http:// or https://');
  if (url.pathname !== '/') return refuse('path', 'the address of a server alone, without a path');
  return { ok: true, address: serverOf(url) };
}

/** `http(s)://host[:port]/`, as files and messages hold it. */
export const formatServerUrl = (server: ServerAddress): string => `${httpBase(server)}/`;
