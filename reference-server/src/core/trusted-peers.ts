import { BlockList, isIP } from 'node:net';
import { plainAddress } from './plain-address.ts';

/** Proxies whose forwarding headers are believed. */
export interface TrustedPeers {
  has(peer: string): boolean;
}

/**
 * Whether an item is an address, a network or `*`. Any other item is compared as text and never
 * matches.
 */
export function canMatch(item: string): boolean {
  const [address = '', prefix] = item.split('/');
  const version = isIP(address);
  if (version === 0) return item === '*';
  return prefix === undefined || isPrefix(prefix, version === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Reads `--proxy-trusted-addresses`: addresses, networks (`10.0.0.0/8`) or literals, separated by
 * commas. `*` trusts every peer. Literals are compared as text, as upstream does.
 */
export function trustedPeers(list: string): TrustedPeers {
  const items = list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items.includes('*')) return { has: () => true };
  const networks = new BlockList();
  const literals = new Set<string>();
  for (const item of items) {
    const [address = '', prefix] = item.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (isIP(address) === 0) literals.add(item);
    else if (prefix === undefined) networks.addAddress(address, family);
    else if (isPrefix(prefix, family)) networks.addSubnet(address, Number(prefix), family);
    else literals.add(item);
  }
  return {
    has: (peer) => {
      const plain = plainAddress(peer);
      const version = isIP(plain);
      return literals.has(plain) || (version !== 0 && networks.check(plain, version === 6 ? 'ipv6' : 'ipv4'));
    },
  };
}

const isPrefix = (text: string, family: 'ipv4' | 'ipv6'): boolean =>
  /^\d{1,3}$/.test(text) && Number(text) <= (family === 'ipv4' ? 32 : 128);
