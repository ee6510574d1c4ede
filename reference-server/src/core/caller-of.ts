import { isIP } from 'node:net';
import type { Exchange } from './exchange.ts';
import type { TrustedPeers } from './trusted-peers.ts';

/**
 * The network address of who calls: the other end of the connection, or, behind trusted proxies, the last address that
 * they tell and that is none of theirs. Empty where there is none.
 */
export function callerOf(exchange: Exchange, trusted: TrustedPeers): string {
  const { peer } = exchange.call;
  if (!trusted.has(peer)) return plain(peer);
  const told = (exchange.header('x-forwarded-for') ?? '')
    .split(',')
    .map((address) => plain(address.trim()))
    .filter((address) => isIP(address) !== 0);
  return told.findLast((address) => !trusted.has(address)) ?? told[0] ?? plain(peer);
}

// A dual-stack socket shows IPv4 peers as ::ffff:a.b.c.d.
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');
