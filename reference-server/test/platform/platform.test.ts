import { expect, test, vi } from 'vitest';
import * as browser from '../../src/platform/browser.ts';
import * as node from '../../src/platform/node.ts';
import type { Platform } from '../../src/platform/platform.ts';

const platforms: readonly (readonly [string, Platform])[] = [
  ['Node', node],
  ['browsers', browser],
];

const addresses = [
  ['192.0.2.7', 4],
  ['255.255.255.255', 4],
  ['0.0.0.0', 4],
  ['192.0.2.256', 0],
  ['192.0.2', 0],
  ['192.0.2.07', 0],
  ['0x7f.0.0.1', 0],
  ['::', 6],
  ['::1', 6],
  ['2001:DB8::7', 6],
  ['fe80::1%eth0', 6],
  ['fe80::1%', 0],
  ['::ffff:192.0.2.7', 6],
  ['2001:db8::7::', 0],
  ['2001:db8:0:0:0:0:0:0:1', 0],
  ['1:2:3:4:5:6:7:8', 6],
  ['[::1]', 0],
  ['example.org', 0],
  ['', 0],
] as const;

const networks = [
  ['10.0.0.0', 8, 'ipv4', '10.255.0.1', '11.0.0.1'],
  ['192.0.2.4', 31, 'ipv4', '192.0.2.5', '192.0.2.6'],
  ['0.0.0.0', 0, 'ipv4', '203.0.113.9', undefined],
  ['2001:db8::', 32, 'ipv6', '2001:db8:ffff::1', '2001:db9::1'],
  ['fe80::', 10, 'ipv6', 'febf::1', 'fec0::1'],
] as const;

test.each(platforms)('%s: tells addresses from other texts', (_, { isIP }) => {
  expect(addresses.map(([text]) => [text, isIP(text)])).toEqual(addresses);
});

test.each(platforms)('%s: a set of networks has the addresses in them only', (_, { NetworkSet }) => {
  for (const [network, prefix, family, inside, outside] of networks) {
    const set = new NetworkSet();
    set.addSubnet(network, prefix, family);
    expect(set.check(inside, family), `${inside} in ${network}/${prefix}`).toBe(true);
    if (outside !== undefined)
      expect(set.check(outside, family), `${outside} in ${network}/${prefix}`).toBe(false);
  }
});

test.each(platforms)(
  '%s: a set of addresses has these only, however they are written',
  (_, { NetworkSet }) => {
    const set = new NetworkSet();
    set.addAddress('192.0.2.7', 'ipv4');
    set.addAddress('2001:db8::7', 'ipv6');
    expect(set.check('192.0.2.7', 'ipv4')).toBe(true);
    expect(set.check('192.0.2.70', 'ipv4')).toBe(false);
    expect(set.check('2001:DB8:0::0007', 'ipv6')).toBe(true);
    expect(set.check('2001:db8::8', 'ipv6')).toBe(false);
  },
);

test.each(platforms)('%s: computes CRC-32', (_, { crc32 }) => {
  // The check value of the catalogue of parametrised CRC algorithms.
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array())).toBe(0);
});

test.each(platforms)('%s: the next task comes after the microtasks that are due', async (_, { nextTask }) => {
  const order: string[] = [];
  const task = nextTask().then(() => order.push('task'));
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  order.push('microtasks');
  await task;
  expect(order).toEqual(['microtasks', 'task']);
});

test.each(platforms)('%s: calls back later, unless the timer is cleared', (_, { callLater }) => {
  vi.useFakeTimers();
  const call = vi.fn();
  callLater(call, 50);
  clearTimeout(callLater(call, 50));
  vi.advanceTimersByTime(49);
  expect(call).not.toHaveBeenCalled();
  vi.advanceTimersByTime(50);
  expect(call).toHaveBeenCalledOnce();
  vi.useRealTimers();
});
