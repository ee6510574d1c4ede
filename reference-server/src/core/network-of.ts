import { isIPv6 } from 'node:net';

/**
 * 16-bit groups of an IPv6 address that name a network (/64). A subscriber can choose the remaining
 * groups freely.
 */
const groups = 4;

/**
 * The network that counts as one caller: an IPv4 address, or the /64 network of an IPv6 address as
 * its first groups. Other texts are returned unchanged.
 */
export function networkOf(address: string): string {
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain)) return address;
  // The canonical form: compressed, in lower case, without dots.
  const spelt = new URL(`http://[${plain}]/`).hostname.slice(1, -1);
  const [before = '', after] = spelt.split('::');
  const first = before === '' ? [] : before.split(':');
  const last = after === undefined || after === '' ? [] : after.split(':');
  const between = Array.from({ length: 8 - first.length - last.length }, () => '0');
  return [...first, ...between, ...last].slice(0, groups).join(':');
}
