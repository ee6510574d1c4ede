import { type LinkRefusal, refuse } from './link-refusal.ts';
import { type ServerAddress, serverOf } from './server-address.ts';

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
