import { isIPv6 } from 'node:net';

/** Groups of an IPv6 address that name a network; whoever is connected has all that follow to choose from. */
const groups = 4;

/** What counts as one caller: an IPv4 address, or the /64 network of an IPv6 one, as its first groups; other texts as they are. */
export function networkOf(address: string): string {
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain)) return address;
  // The one spelling of each: short, in lower case, no dots.
  const spelt = new URL(`http://[${plain}]/`).hostname.slice(1, -1);
  const [before = '', after] = spelt.split('::');
  const first = before === '' ? [] : before.split(':');
  const last = after === undefined || after === '' ? [] : after.split(':');
  const between = Array.from({ length: 8 - first.length - last.length }, () => '0');
  return [...first, ...between, ...last].slice(0, groups).join(':');
}
