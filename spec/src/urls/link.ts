import { base64urlOf, bytesOfBase64url } from '#platform';
import { type Decoded, decode, type Encodable, encode } from '../codec/index.ts';
import { organizationId } from '../scalars/index.ts';
import { httpBase, netloc, type ServerAddress, serverOf } from './server-address.ts';

/** The part of a link that is wrong (LINK-07). */
export type LinkFault =
  | 'scheme'
  | 'host'
  | 'port'
  | 'no_ssl'
  | 'path'
  | 'organization'
  | 'action'
  | 'payload';

/**
 * Why a text is not the expected link. `expected` describes the right form and never repeats the
 * link, because it may contain a token.
 */
export interface LinkRefusal {
  readonly ok: false;
  readonly reason: LinkFault;
  readonly expected: string;
}

/** A refusal of a link. */
export const refuse = (reason: LinkFault, expected: string): LinkRefusal => ({ ok: false, reason, expected });

/**
 * The parts of every link: a server, a path (`/Org`, percent-encoded, without `/redirect`) and
 * parameters.
 */
export interface SplitLink {
  readonly ok: true;
  readonly server: ServerAddress;
  readonly path: string;
  readonly parameters: URLSearchParams;
}

/**
 * Reads either form of a link (LINK-01, LINK-04, spec/protocol/links.md):
 * `parsec3://host[:port]/path?…` or `http(s)://host[:port]/redirect/path?…`. The URL parser drops
 * blanks around it, and tabs and line breaks inside (LINK-08).
 */
export function splitLink(text: string): SplitLink | LinkRefusal {
  const first = URL.parse(text);
  if (first === null) return diagnose(text);
  if (first.protocol === 'http:' || first.protocol === 'https:') return splitRedirection(first);
  if (first.protocol !== 'parsec3:')
    return refuse('scheme', 'a link that begins with parsec3:// or https://');
  const tls = readTls(first.searchParams);
  if (typeof tls !== 'boolean') return tls;
  // The parser knows default ports, IPv4 and punycode only for http and https.
  const second = URL.parse(first.href.replace(/^parsec3:/, tls ? 'https:' : 'http:'));
  if (second === null) return diagnose(text);
  return { ok: true, server: serverOf(second), path: second.pathname, parameters: second.searchParams };
}

/** The scheme alone decides about TLS; `no_ssl` has no meaning here. */
function splitRedirection(url: URL): SplitLink | LinkRefusal {
  const [, path] = /^\/redirect(\/.*)?$/.exec(url.pathname) ?? [];
  if (path === undefined && url.pathname !== '/redirect') {
    return refuse('path', 'a path that begins with /redirect/, or a link that begins with parsec3://');
  }
  return { ok: true, server: serverOf(url), path: path ?? '/', parameters: url.searchParams };
}

function readTls(parameters: URLSearchParams): boolean | LinkRefusal {
  const values = parameters.getAll('no_ssl').map((value) => value.toLowerCase());
  const [value = 'false'] = values;
  if (values.length > 1 || (value !== 'true' && value !== 'false')) {
    return refuse('no_ssl', 'the parameter no_ssl at most once, as true or false');
  }
  return value === 'false';
}

/** The URL parser reports only that it failed. This finds the part that is wrong. */
function diagnose(text: string): LinkRefusal {
  const [, scheme = '', authority = ''] =
    /^([a-z][a-z0-9+.-]*):\/*([^/?#]*)/i.exec(text.trim().replace(/[\t\r\n]/g, '')) ?? [];
  if (!/^(parsec3|https?)$/i.test(scheme)) {
    return refuse('scheme', 'a link that begins with parsec3:// or https://');
  }
  const [, port = ''] = /:([^:\]]*)$/.exec(authority) ?? [];
  if (port !== '' && !(/^\d+$/.test(port) && Number(port) <= 65_535)) {
    return refuse('port', 'a port from 0 to 65535');
  }
  return refuse('host', 'the name or address of a server after the scheme');
}

/** The parts of a link that names an organization. */
export interface OrganizationLink {
  readonly ok: true;
  readonly server: ServerAddress;
  readonly organization: string;
  readonly parameters: URLSearchParams;
}

/**
 * Reads either form of a link whose path is an organization and nothing else (LINK-01, LINK-09).
 * Another path, bad UTF-8 or a bad identifier is refused.
 */
export function splitOrganizationLink(text: string): OrganizationLink | LinkRefusal {
  const link = splitLink(text);
  if (!link.ok) return link;
  const read = organizationId(decoded(link.path.slice(1)));
  if (!read.ok) return refuse('organization', `an organization identifier as the path: ${read.expected}`);
  return { ok: true, server: link.server, organization: read.value, parameters: link.parameters };
}

/** The single value of the parameter `a` or `p`. A missing or repeated parameter is refused. */
function onlyValue(parameters: URLSearchParams, name: 'a' | 'p'): string | LinkRefusal {
  const values = parameters.getAll(name);
  const [value] = values;
  if (value !== undefined && values.length === 1) return value;
  return refuse(name === 'a' ? 'action' : 'payload', `exactly one parameter ${name}`);
}

/** Requires one of the actions. */
export function actionIn<A extends string>(
  parameters: URLSearchParams,
  actions: readonly A[],
): A | LinkRefusal {
  const value = onlyValue(parameters, 'a');
  if (typeof value !== 'string') return value;
  return actions.find((action) => action === value) ?? refuse('action', `a=${actions.join(' or a=')}`);
}

// Bad UTF-8 becomes a character that no identifier contains.
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}

/** The value of the parameter `p` (LINK-02): unpadded URL-safe base64 of msgpack. */
export const payloadText = (value: Encodable): string => base64urlOf(encode(value));

/** The content of the parameter `p`: bytes of the given size, or nil where that is allowed. */
export function bytesIn(parameters: URLSearchParams, size: number): Uint8Array | LinkRefusal;
export function bytesIn(
  parameters: URLSearchParams,
  size: number,
  nil: 'nil allowed',
): Uint8Array | null | LinkRefusal;
export function bytesIn(
  parameters: URLSearchParams,
  size: number,
  nil?: 'nil allowed',
): Uint8Array | null | LinkRefusal {
  const text = onlyValue(parameters, 'p');
  if (typeof text !== 'string') return text;
  const value = unpacked(text);
  if (value instanceof Uint8Array && value.length === size) return value;
  if (value === null && nil !== undefined) return null;
  return refuse('payload', `p as unpadded URL-safe base64 of msgpack holding ${size} bytes`);
}

/**
 * Any content of the parameter `p`. Undefined when the parameter is missing, repeated or not a
 * payload.
 */
export function valueIn(parameters: URLSearchParams): Decoded | undefined {
  const text = onlyValue(parameters, 'p');
  return typeof text === 'string' ? unpacked(text) : undefined;
}

function unpacked(text: string): Decoded | undefined {
  const bytes = bytesOfBase64url(text);
  if (bytes === undefined) return undefined;
  try {
    return decode(bytes);
  } catch {
    return undefined;
  }
}

/** Parameters of a link, in the order in which they are written. */
export interface LinkParameters {
  readonly a?: string;
  readonly p?: string;
}

/** `parsec3://host[:port][/org]?[no_ssl=true&][a=…&]p=…` (spec/protocol/links.md). */
export function formatLink(server: ServerAddress, organization: string, parameters: LinkParameters): string {
  const noSsl = server.tls ? [] : ['no_ssl=true'];
  return `parsec3://${netloc(server)}/${encodeURIComponent(organization)}${query([...noSsl, ...written(parameters)])}`;
}

/**
 * The redirection form of the same link, for people without a Parsec client (LINK-04):
 * `http(s)://host[:port]/redirect/org?[a=…&]p=…`.
 */
export function formatRedirection(
  server: ServerAddress,
  organization: string,
  parameters: LinkParameters,
): string {
  return `${httpBase(server)}/redirect/${encodeURIComponent(organization)}${query(written(parameters))}`;
}

const written = ({ a, p }: LinkParameters): string[] => [
  ...(a === undefined ? [] : [`a=${a}`]),
  ...(p === undefined ? [] : [`p=${p}`]),
];

const query = (parts: readonly string[]): string => (parts.length === 0 ? '' : `?${parts.join('&')}`);
