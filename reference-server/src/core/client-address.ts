import { BlockList, isIP, isIPv6 } from 'node:net';
import type { IncomingCall } from './incoming-call.ts';

/**
 * A network address as it is compared: a dual-stack socket shows IPv4 peers as `::ffff:a.b.c.d`.
 */
const unmappedAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

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
 * commas. `*` trusts every peer. Literals are compared as text, as in parsec-cloud.
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
      const plain = unmappedAddress(peer);
      const version = isIP(plain);
      return literals.has(plain) || (version !== 0 && networks.check(plain, version === 6 ? 'ipv6' : 'ipv4'));
    },
  };
}

const isPrefix = (text: string, family: 'ipv4' | 'ipv6'): boolean =>
  /^\d{1,3}$/.test(text) && Number(text) <= (family === 'ipv4' ? 32 : 128);

/**
 * The network address of the caller. Without trusted proxies it is the peer of the connection.
 * Behind them it is the last forwarded address that is not a proxy's; if that is not an address, it
 * is the peer. Empty without a connection.
 */
export function callerAddress(incoming: IncomingCall, trusted: TrustedPeers): string {
  const { peer } = incoming.call;
  const other = unmappedAddress(peer);
  if (!trusted.has(peer)) return other;
  const forwarded = incoming.list('x-forwarded-for').map(withoutPort);
  // The caller may have forged the items before this one.
  const caller = forwarded.findLast((address) => !trusted.has(address)) ?? forwarded[0] ?? '';
  return isIP(caller) === 0 ? other : caller;
}

// Some proxies add the port: `192.0.2.1:5678`, `[2001:db8::1]:5678`.
function withoutPort(forwarded: string): string {
  const [, six, four] = /^(?:\[(.+)\]|([\d.]+))(?::\d+)?$/.exec(forwarded) ?? [];
  return unmappedAddress(six ?? four ?? forwarded);
}

/**
 * 16-bit groups of an IPv6 address that name a network (/64). A subscriber can choose the remaining
 * groups freely.
 */
const NETWORK_GROUPS = 4;

/**
 * The network that counts as one caller: an IPv4 address, or the /64 network of an IPv6 address as
 * its first groups. Other texts are returned unchanged.
 */
export function networkOf(address: string): string {
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain)) return address;
  // The canonical form: compressed, in lower case, without dots.
  const canonical = new URL(`http://[${plain}]/`).hostname.slice(1, -1);
  const [before = '', after] = canonical.split('::');
  const first = before === '' ? [] : before.split(':');
  const last = after === undefined || after === '' ? [] : after.split(':');
  const between = Array.from({ length: 8 - first.length - last.length }, () => '0');
  return [...first, ...between, ...last].slice(0, NETWORK_GROUPS).join(':');
}
