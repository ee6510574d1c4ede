/** Where a server is reached: host as URLs write it (lower case, punycode, IPv6 in brackets), port, and whether by TLS. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

/** The port that is never written (LINK-01). */
export const defaultPort = (tls: boolean): number => (tls ? 443 : 80);

/** `host` or `host:port`. */
export const netloc = ({ host, port, tls }: ServerAddress): string =>
  port === defaultPort(tls) ? host : `${host}:${port}`;

/** `http(s)://host[:port]`, without a final slash: the base of every request. */
export const httpBase = (server: ServerAddress): string =>
  `${server.tls ? 'https' : 'http'}://${netloc(server)}`;

/** The server that an http(s) URL points to, path and query aside. */
export function serverOf(url: URL): ServerAddress {
  const tls = url.protocol === 'https:';
  // The hosted service moved; links of old times still name it.
  const host = url.hostname === 'saas-v3.parsec.cloud' ? 'app.parsec.cloud' : url.hostname;
  return { host, port: url.port === '' ? defaultPort(tls) : Number(url.port), tls };
}
