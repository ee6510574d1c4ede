import { isIP } from 'node:net';
import type { Exchange } from './exchange.ts';
import { plainAddress } from './plain-address.ts';
import type { TrustedPeers } from './trusted-peers.ts';

/**
 * The network address of who calls: the other end of the connection, or, behind trusted proxies, the last address that
 * they tell and that is none of theirs; where that is no address, the other end still. Empty where there is none.
 */
export function callerOf(exchange: Exchange, trusted: TrustedPeers): string {
  const { peer } = exchange.call;
  const other = plainAddress(peer);
  if (!trusted.has(peer)) return other;
  const told = exchange.list('x-forwarded-for').map(withoutPort);
  // What stands before it the caller may have written.
  const caller = told.findLast((address) => !trusted.has(address)) ?? told[0] ?? '';
  return isIP(caller) === 0 ? other : caller;
}

// Some proxies tell the port, too: `192.0.2.1:5678`, `[2001:db8::1]:5678`.
function withoutPort(told: string): string {
  const [, six, four] = /^(?:\[(.+)\]|([\d.]+))(?::\d+)?$/.exec(told) ?? [];
  return plainAddress(six ?? four ?? told);
}
