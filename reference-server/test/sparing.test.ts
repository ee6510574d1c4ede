import { expect, test } from 'vitest';
import { silentLog } from '../src/logging/log.ts';
import { sparing } from '../src/logging/sparing.ts';

test('the same warning is told once a second, with how many were left out; another one at once', () => {
  const told: unknown[] = [];
  let now = 0;
  const log = { ...silentLog, warn: (fields: object, message: string) => told.push([fields, message]) };
  const warn = sparing(log, () => now);
  for (const [at, message] of [
    [0, 'the database is away'],
    [10, 'the database is away'],
    [999, 'the database is away'],
    [1_000, 'the database is away'],
    [1_001, 'the disk is full'],
    [1_002, 'the disk is full'],
    [1_003, 'the database is away'],
    [9_000, 'the database is away'],
  ] as const) {
    now = at;
    warn({ path: '/' }, message);
  }
  expect(told).toEqual([
    [{ path: '/' }, 'the database is away'],
    [{ path: '/', left_out: 2 }, 'the database is away'],
    [{ path: '/' }, 'the disk is full'],
    [{ path: '/', left_out: 1 }, 'the database is away'],
    [{ path: '/' }, 'the database is away'],
  ]);
});
