import { hasUser, type LinkRefusal, refuse, refuseUser, splitLink } from './link.ts';
import { httpBase, netloc, type ServerAddress, serverOf } from './server-address.ts';

/** The address of a server, or why the text is not one. */
export type ParsedServer = { readonly ok: true; readonly address: ServerAddress } | LinkRefusal;

/**
 * Reads the address of a server without an organization: `parsec3://host[:port][?no_ssl=true]`, or
 * `http(s)://host[:port]/redirect`.
 */
export function parseServerAddress(text: string): ParsedServer {
  const link = splitLink(text);
  if (!link.ok) return link;
  if (link.path !== '/' && link.path !== '')
    return refuse('path', 'the address of a server alone, without a path');
  return { ok: true, address: link.server };
}

/** Writes the address of a server as a `parsec3` link. */
export const formatServerAddress = (server: ServerAddress): string =>
  `parsec3://${netloc(server)}${server.tls ? '' : '?no_ssl=true'}`;

/**
 * Reads the http(s) form that files and messages contain (spec/protocol/links.md): no path; the
 * query is ignored and the final slash optional.
 */
export function parseServerUrl(text: string): ParsedServer {
  const url = URL.parse(text);
  if (url === null) {
    const problem = splitLink(text);
    return problem.ok ? refuse('host', 'the name or address of a server') : problem;
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return refuse('scheme', 'http:// or https://');
  if (hasUser(url)) return refuseUser();
  if (url.pathname !== '/') return refuse('path', 'the address of a server alone, without a path');
  return { ok: true, address: serverOf(url) };
}

/** `http(s)://host[:port]/`, the form in files and messages. */
export const formatServerUrl = (server: ServerAddress): string => `${httpBase(server)}/`;
