import { expect, test } from 'vitest';
import {
  hostLabel,
  ownLabels,
  ownMachine,
  processStart,
  startLabel,
} from '../../src/targets/cleanup/owner-labels.ts';
import { isLeftover, MAX_USE_MS } from '../../src/targets/cleanup/sweep-containers.ts';

const here = 'b007 pid:[1]';
const made = Date.parse('2026-01-01T00:00:00Z');
const labels = {
  'parsec-spec.owner': '17',
  'parsec-spec.host': here,
  'parsec-spec.started': '4711',
  'parsec-spec.made': '2026-01-01T00:00:00.000Z',
};

/**
 * Whether labels mark a leftover, seen from a host on which process 17 started at a given time or
 * is not found; a minute later, or `after` ms later.
 */
const seen = (
  place: string | undefined,
  start: string | undefined,
  after = 60_000,
  { isGone = start === undefined, of = labels as Record<string, string> } = {},
): boolean =>
  isLeftover(of, {
    id: place,
    isGone: (pid) => pid === 17 && isGone,
    processStart: (pid) => (pid === 17 ? start : undefined),
    now: made + after,
  });

test('the resources of a process on this host stay while it lives, however long', () => {
  expect(seen(here, '4711')).toBe(false);
  expect(seen(here, '4711', 10 * MAX_USE_MS)).toBe(false);
  expect(seen(here, undefined, 0)).toBe(true);
});

test('a process id that a later process has taken counts as ended', () => {
  expect(seen(here, '4712')).toBe(true);
});

test('a process of unknown start time counts as alive', () => {
  expect(seen(here, undefined, 60_000, { isGone: false })).toBe(false);
});

test.each(['b007 pid:[2]', 'another pid:[1]', 'a name of a machine', undefined])(
  'on a machine with the id %s, where the process id has no meaning, only the age decides',
  (place) => {
    for (const start of [undefined, '4711', '4712']) {
      expect(seen(place, start)).toBe(false);
      expect(seen(place, start, MAX_USE_MS)).toBe(false);
      expect(seen(place, start, MAX_USE_MS + 1)).toBe(true);
    }
  },
);

test('a resource without a creation time is left alone', () => {
  const { 'parsec-spec.made': _, ...of } = labels;
  expect(seen('another pid:[1]', undefined, 10 * MAX_USE_MS, { of })).toBe(false);
});

test.skipIf(process.platform !== 'linux')('on Linux a process knows its host and its start time', () => {
  expect(ownMachine()).toMatch(/^[0-9a-f-]{36} pid:\[\d+\]$/);
  expect(processStart(process.pid)).toMatch(/^\d+$/);
  expect(ownLabels()).toMatchObject({ [hostLabel]: ownMachine(), [startLabel]: processStart(process.pid) });
});
