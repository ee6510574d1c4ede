import { expect, test } from 'vitest';
import { canMatch, trustedPeers } from '../../src/core/client-address.ts';

test.each([
  ['127.0.0.1,::1', '127.0.0.1', true],
  ['127.0.0.1,::1', '::ffff:127.0.0.1', true],
  ['127.0.0.1,::1', '::1', true],
  ['127.0.0.1', '127.0.0.2', false],
  ['10.0.0.0/8, fd00::/8', '10.1.2.3', true],
  ['10.0.0.0/8, fd00::/8', 'fd00::5', true],
  ['10.0.0.0/8', '11.0.0.1', false],
  ['10.0.0.0/99', '10.0.0.1', false],
  ['10.0.0.0/8/24', '10.0.0.1', false],
  ['10.0.0.0/', '10.0.0.1', false],
  ['*', '203.0.113.9', true],
  ['', '127.0.0.1', false],
  ['proxy', 'proxy', true],
])('of the trusted %j, %s is trusted: %s', (list, peer, expected) => {
  expect(trustedPeers(list).has(peer)).toBe(expected);
});

test.each([
  ['10.0.0.1', true],
  ['fd00::/8', true],
  ['*', true],
  ['10.0.0.0/99', false],
  ['10.0.0.0/8/24', false],
  ['proxy', false],
])('the item %s can match an address: %s', (item, expected) => {
  expect(canMatch(item)).toBe(expected);
});
