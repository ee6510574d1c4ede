import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { rateLimited } from '../src/log.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function limited() {
  const lines: (readonly [fields: object, message: string])[] = [];
  const log = rateLimited((fields, message) => lines.push([fields, message]));
  return { log, taken: () => lines.splice(0) };
}

test('a message is logged at once, then once a second with the number of suppressed ones, until it stops', () => {
  const { log, taken } = limited();
  for (const path of ['/1', '/2', '/3', '/4']) log({ path }, 'the database is away');
  log({ path: '/' }, 'the disk is full');
  expect(taken()).toEqual([
    [{ path: '/1' }, 'the database is away'],
    [{ path: '/' }, 'the disk is full'],
  ]);
  vi.advanceTimersByTime(999);
  expect(taken()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(taken()).toEqual([[{ path: '/4', left_out: 2 }, 'the database is away']]);
  log({ path: '/5' }, 'the database is away');
  expect(taken()).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(taken()).toEqual([[{ path: '/5' }, 'the database is away']]);
  vi.advanceTimersByTime(1_000);
  log({ path: '/6' }, 'the database is away');
  expect(taken()).toEqual([[{ path: '/6' }, 'the database is away']]);
});

test('lines with different keys do not suppress each other', () => {
  const { log, taken } = limited();
  for (const client of ['a', 'b', 'a']) log({ client }, 'refused', client);
  expect(taken()).toEqual([
    [{ client: 'a' }, 'refused'],
    [{ client: 'b' }, 'refused'],
  ]);
});

test('keys beyond 64 within a second share one line, and all are counted', () => {
  const { log, taken } = limited();
  for (let client = 0; client < 1_000; client++) log({ client }, 'refused', String(client));
  expect(taken()).toHaveLength(65);
  vi.advanceTimersByTime(1_000);
  expect(taken()).toEqual([[{ client: 999, left_out: 934 }, 'refused']]);
  vi.advanceTimersByTime(1_000);
  expect(vi.getTimerCount()).toBe(0);
});
