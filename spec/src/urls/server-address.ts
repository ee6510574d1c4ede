/**
 * The address of a server: host as URLs write it (lower case, punycode, IPv6 in brackets), port,
 * and whether it uses TLS.
 */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

/** The port that links leave out (LINK-01). */
const defaultPort = (tls: boolean): number => (tls ? 443 : 80);

/** `host` or `host:port`. */
export const netloc = ({ host, port, tls }: ServerAddress): string =>
  port === defaultPort(tls) ? host : `${host}:${port}`;

/** `http(s)://host[:port]`, without a final slash: the base of every request. */
export const httpBase = (server: ServerAddress): string =>
  `${server.tls ? 'https' : 'http'}://${netloc(server)}`;

/** The server of an http(s) URL, whatever its path and query. */
export function serverOf(url: URL): ServerAddress {
  const tls = url.protocol === 'https:';
  // The hosted service has moved; old links still name it.
  const host = url.hostname === 'saas-v3.parsec.cloud' ? 'app.parsec.cloud' : url.hostname;
  return { host, port: url.port === '' ? defaultPort(tls) : Number(url.port), tls };
}
