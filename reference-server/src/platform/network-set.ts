import type * as platform from './platform.ts';

type Family = 'ipv4' | 'ipv6';

const byte = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ipv4 = new RegExp(`^${byte}(?:\\.${byte}){3}$`);

/** The version of an IP address, or 0 for any other text. */
export function isIP(text: string): number {
  if (ipv4.test(text)) return 4;
  // A zone, as in `fe80::1%eth0`, is no part of the address.
  const [address = '', zone, ...more] = text.split('%');
  if (zone === '' || more.length > 0 || !/^[0-9a-f:.]+$/i.test(address)) return 0;
  return URL.canParse(`http://[${address}]/`) ? 6 : 0;
}

/** The bits of an address. The URL parser writes IPv6 in its canonical form, without dots. */
function bitsOf(address: string, family: Family): string {
  if (family === 'ipv4')
    return address
      .split('.')
      .map((part) => binary(Number(part), 8))
      .join('');
  const canonical = new URL(`http://[${address.split('%')[0]}]/`).hostname.slice(1, -1);
  const [before = [], after = []] = canonical
    .split('::')
    .map((side) => side.split(':').filter((group) => group !== ''));
  const between = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...between, ...after].map((group) => binary(Number.parseInt(group, 16), 16)).join('');
}

const binary = (value: number, digits: number): string => value.toString(2).padStart(digits, '0');

/** A set of networks and addresses, by their first bits. */
export class NetworkSet implements platform.NetworkSet {
  readonly #prefixes: { readonly family: Family; readonly bits: string }[] = [];

  addAddress(address: string, family: Family): void {
    this.#prefixes.push({ family, bits: bitsOf(address, family) });
  }

  addSubnet(network: string, prefix: number, family: Family): void {
    this.#prefixes.push({ family, bits: bitsOf(network, family).slice(0, prefix) });
  }

  check(address: string, family: Family): boolean {
    const bits = bitsOf(address, family);
    return this.#prefixes.some((known) => known.family === family && bits.startsWith(known.bits));
  }
}
