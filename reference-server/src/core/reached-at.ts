import { type ServerAddress, parseServerUrl } from '@parsec-spec/spec/urls';
import type { Exchange } from './exchange.ts';
import type { ServerConfig } from './server-config.ts';

/**
 * How a request reached the server: scheme, host and port for the links of a creation (ADMIN-06).
 * Behind a trusted proxy the scheme is the last one in its header, since earlier items came with
 * the request to the proxy. Without a usable `Host` the result is the configured address.
 */
export function reachedAt(exchange: Exchange, config: ServerConfig): ServerAddress {
  const { call } = exchange;
  const told = config.proxy_trusted.has(call.peer) ? exchange.list('x-forwarded-proto').at(-1) : undefined;
  const secure = told === 'https' || told === 'http' ? told === 'https' : call.secure;
  const host = exchange.header('host') ?? '';
  // Only an authority is accepted. A path or a user name would become part of the address.
  const named = /^[^/?#@\\\s]+$/.test(host)
    ? parseServerUrl(`${secure ? 'https' : 'http'}://${host}`)
    : undefined;
  return named?.ok ? named.address : config.server_addr;
}
