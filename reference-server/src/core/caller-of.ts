import { isIP } from 'node:net';
import type { Exchange } from './exchange.ts';
import { plainAddress } from './plain-address.ts';
import type { TrustedPeers } from './trusted-peers.ts';

/**
 * The network address of the caller. Without trusted proxies it is the peer of the connection.
 * Behind them it is the last forwarded address that is not a proxy's; if that is no address, it is
 * the peer. Empty without a connection.
 */
export function callerOf(exchange: Exchange, trusted: TrustedPeers): string {
  const { peer } = exchange.call;
  const other = plainAddress(peer);
  if (!trusted.has(peer)) return other;
  const told = exchange.list('x-forwarded-for').map(withoutPort);
  // The caller may have forged the items before this one.
  const caller = told.findLast((address) => !trusted.has(address)) ?? told[0] ?? '';
  return isIP(caller) === 0 ? other : caller;
}

// Some proxies add the port: `192.0.2.1:5678`, `[2001:db8::1]:5678`.
function withoutPort(told: string): string {
  const [, six, four] = /^(?:\[(.+)\]|([\d.]+))(?::\d+)?$/.exec(told) ?? [];
  return plainAddress(six ?? four ?? told);
}
