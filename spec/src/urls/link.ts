import { base64urlOf, bytesOfBase64url } from '#platform';
import { type LinkProblem, type LinkRules, linkRules } from '../client-rules/links.ts';
import { type Decoded, decode, type Encodable, encode } from '../codec/index.ts';
import { organizationId } from '../scalars/index.ts';
import { httpBase, netloc, type ServerAddress, serverOf } from './server-address.ts';

export type { LinkProblem, LinkRules };

/**
 * Why a text is not the expected link. `expected` describes the right form and never repeats the
 * link, because it may contain a token.
 */
export interface LinkRefusal {
  readonly ok: false;
  readonly reason: LinkProblem;
  readonly expected: string;
}

export const refuse = (reason: LinkProblem, expected: string): LinkRefusal => ({
  ok: false,
  reason,
  expected,
});

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
 *
 * @param rules the rules of this client; default: all
 */
export function splitLink(text: string, rules: LinkRules = linkRules): SplitLink | LinkRefusal {
  const first = URL.parse(text);
  if (first === null) return diagnose(text);
  const isRedirection = first.protocol === 'http:' || first.protocol === 'https:';
  const scheme = isRedirection || (rules['links/client-scheme']?.(first.protocol) ?? true);
  if (scheme !== true) return refuse(scheme, 'a link that begins with parsec3:// or https://');
  if (hasUser(first)) return refuseUser();
  if (isRedirection) return splitRedirection(first, rules);
  const tls = readTls(first.searchParams, rules);
  if (typeof tls !== 'boolean') return tls;
  // The parser knows default ports, IPv4 and punycode only for http and https.
  const second = URL.parse(first.href.replace(/^[^:]+:/, tls ? 'https:' : 'http:'));
  if (second === null) return diagnose(text);
  return { ok: true, server: serverOf(second), path: second.pathname, parameters: second.searchParams };
}

/** A client would not send it, and the text before the `@` passes for the host. */
export const hasUser = ({ username, password }: URL): boolean => username + password !== '';

export const refuseUser = (): LinkRefusal => refuse('user', 'no USER:PASSWORD@ before the host');

function splitRedirection(url: URL, rules: LinkRules): SplitLink | LinkRefusal {
  const { pathname, protocol, searchParams: parameters } = url;
  const path = 'links/http-form' in rules ? rules['links/http-form']?.(pathname) : pathname;
  if (path === undefined)
    return refuse('path', 'a path that begins with /redirect/, or a link that begins with parsec3://');
  const tls = rules['links/http-form-tls-by-scheme']?.(protocol) ?? readTls(parameters, rules);
  return typeof tls === 'boolean' ? { ok: true, server: { ...serverOf(url), tls }, path, parameters } : tls;
}

function readTls(parameters: URLSearchParams, rules: LinkRules): boolean | LinkRefusal {
  const values = parameters.getAll('no_ssl');
  const problem = rules['links/client-no-ssl']?.(values) ?? true;
  if (problem !== true) return refuse(problem, 'the parameter no_ssl at most once, as true or false');
  return values[0]?.toLowerCase() !== 'true';
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
 *
 * @param rules the rules of this client; default: all
 */
export function splitOrganizationLink(
  text: string,
  rules: LinkRules = linkRules,
): OrganizationLink | LinkRefusal {
  const link = splitLink(text, rules);
  if (!link.ok) return link;
  const name = decoded(link.path.slice(1));
  const read = organizationId(name);
  const problem = rules['links/client-organization']?.(read.ok ? undefined : read.reason) ?? true;
  if (!read.ok && problem !== true)
    return refuse(problem, `an organization identifier as the path: ${read.expected}`);
  const organization = read.ok ? read.value : name;
  return { ok: true, server: link.server, organization, parameters: link.parameters };
}

/**
 * Requires one of the actions.
 *
 * @param rules the rules of this client; default: all
 */
export function actionIn<A extends string>(
  parameters: URLSearchParams,
  actions: readonly A[],
  rules: LinkRules = linkRules,
): A | LinkRefusal {
  const values = parameters.getAll('a');
  const problem = rules['links/client-action']?.(values, actions) ?? true;
  const action = actions.find((each) => values.includes(each)) ?? actions[0];
  if (problem === true && action !== undefined) return action;
  return refuse('action', `exactly one parameter a: a=${actions.join(' or a=')}`);
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

/**
 * The content of the parameter `p`: bytes of the given size.
 *
 * @param rules the rules of this client; default: all
 */
export function bytesIn(
  parameters: URLSearchParams,
  size: number,
  rules: LinkRules = linkRules,
): Uint8Array | LinkRefusal {
  const values = parameters.getAll('p');
  const value = unpacked(values[0] ?? '');
  if (value instanceof Uint8Array) {
    const problem = rules['links/client-payload']?.(values, value, size) ?? true;
    if (problem === true) return value;
  }
  return refuse(
    'payload',
    `exactly one parameter p: unpadded URL-safe base64 of msgpack holding ${size} bytes`,
  );
}

/** The token of a bootstrap link, 16 bytes; null if the payload is nil. */
export function optionalTokenIn(
  parameters: URLSearchParams,
  rules: LinkRules = linkRules,
): Uint8Array | null | LinkRefusal {
  const values = parameters.getAll('p');
  const payload = unpacked(values[0] ?? '');
  const isAbsent = rules['links/bootstrap-link-without-token']?.(values, payload) === true;
  return isAbsent ? null : bytesIn(parameters, 16, rules);
}

/**
 * Any content of the parameter `p`. Undefined when the parameter is missing, repeated or not a
 * payload.
 */
export function valueIn(parameters: URLSearchParams): Decoded | undefined {
  const [text, ...others] = parameters.getAll('p');
  return text !== undefined && others.length === 0 ? unpacked(text) : undefined;
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
