import { isIP, NetworkSet } from '#platform';
import type { IncomingCall } from './incoming-call.ts';

/**
 * A network address as it is compared: a dual-stack socket shows IPv4 peers as `::ffff:a.b.c.d`.
 */
export const unmappedAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

/** Proxies whose forwarding headers are believed. */
export interface TrustedPeers {
  has(peer: string): boolean;
}

/**
 * Whether an item is an address, a network or `*`. Any other item is compared as text and never
 * matches.
 */
export const canMatch = (item: string): boolean => item === '*' || networkIn(item) !== undefined;

/** An address without a prefix is one address. */
interface Network {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly prefix: number | undefined;
}

function networkIn(item: string): Network | undefined {
  const [address = '', prefix, ...more] = item.split('/');
  if (isIP(address) === 0 || more.length > 0) return undefined;
  const family = familyOf(address);
  if (prefix === undefined) return { address, family, prefix };
  const isPrefix = /^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 'ipv4' ? 32 : 128);
  return isPrefix ? { address, family, prefix: Number(prefix) } : undefined;
}

const familyOf = (address: string): Network['family'] => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

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
  const networks = new NetworkSet();
  const literals = new Set<string>();
  for (const item of items) {
    const network = networkIn(item);
    if (network === undefined) literals.add(item);
    else if (network.prefix === undefined) networks.addAddress(network.address, network.family);
    else networks.addSubnet(network.address, network.prefix, network.family);
  }
  return {
    has: (peer) => {
      const plain = unmappedAddress(peer);
      return literals.has(plain) || (isIP(plain) !== 0 && networks.check(plain, familyOf(plain)));
    },
  };
}

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
 * The network that counts as one caller: an IPv4 address, or the first groups of an IPv6 address,
 * the rest of which a subscriber can choose freely. Other texts are returned unchanged.
 *
 * @param groups - of 16 bits: by default a /64
 */
export function networkOf(address: string, groups = 4): string {
  const [plain = ''] = address.split('%');
  if (isIP(plain) !== 6) return address;
  // The canonical form: compressed, in lower case, without dots.
  const canonical = new URL(`http://[${plain}]/`).hostname.slice(1, -1);
  const [before = '', after] = canonical.split('::');
  const first = before === '' ? [] : before.split(':');
  const last = after === undefined || after === '' ? [] : after.split(':');
  const between = Array.from({ length: 8 - first.length - last.length }, () => '0');
  return [...first, ...between, ...last].slice(0, groups).join(':');
}
