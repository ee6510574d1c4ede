import { expect, test } from 'vitest';
import { rateLimitedWarnings, silentLog } from '../src/log.ts';

function sparingAt() {
  const told: unknown[] = [];
  let time = 0;
  const log = { ...silentLog, warn: (fields: object, message: string) => told.push([fields, message]) };
  const warn = rateLimitedWarnings(log, () => time);
  const at = (now: number, message: string): void => {
    time = now;
    warn({ path: '/' }, message);
  };
  return { told, at };
}

test('each message is logged once a second, with the number of suppressed ones, even between other messages', () => {
  const { told, at } = sparingAt();
  at(0, 'the database is away');
  at(10, 'the database is away');
  at(11, 'the disk is full');
  at(12, 'the database is away');
  at(13, 'the disk is full');
  at(999, 'the database is away');
  at(1_000, 'the database is away');
  at(1_010, 'the database is away');
  at(1_011, 'the disk is full');
  at(9_000, 'the disk is full');
  at(9_001, 'the database is away');
  expect(told).toEqual([
    [{ path: '/' }, 'the database is away'],
    [{ path: '/' }, 'the disk is full'],
    [{ path: '/', left_out: 3 }, 'the database is away'],
    [{ path: '/', left_out: 1 }, 'the disk is full'],
    [{ path: '/' }, 'the disk is full'],
    [{ path: '/', left_out: 1 }, 'the database is away'],
  ]);
});

test('of messages that are all different the older ones are forgotten', () => {
  const { told, at } = sparingAt();
  at(0, 'first');
  for (let index = 0; index < 63; index++) at(1, `message ${index}`);
  at(2, 'first');
  expect(told).toHaveLength(64);
  at(3, 'one more');
  at(4, 'first');
  expect(told.at(-1)).toEqual([{ path: '/' }, 'first']);
});
