import { requirements } from '@parsec-spec/spec/requirements';
import { describe, expect, test } from 'vitest';
import { loadChecks } from '../src/verifies/index.ts';

const checks = await loadChecks();
const catalogue = new Map(requirements.map((requirement) => [requirement.id as string, requirement]));

describe('every check', () => {
  test('there are some', () => {
    expect(checks.length).toBeGreaterThan(300);
  });

  test('verifies requirements that stand, that a black box can test, and that are its party’s', () => {
    const wrong = checks.flatMap((check) =>
      check.requirements.flatMap((id) => {
        const known = catalogue.get(id);
        if (known === undefined) return [`${check.id}: ${id} is no requirement`];
        if (known.supersededBy !== undefined) return [`${check.id}: ${id} is superseded`];
        if (!known.testable) return [`${check.id}: ${id} is said to be untestable`];
        return known.underTest === 'both' || known.underTest === check.kind
          ? []
          : [`${check.id}: ${id} is not about a ${check.kind}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  test('verifies requirements of one level: a SHOULD must not fail a target, nor a MUST merely warn', () => {
    const mixed = checks.filter(
      ({ requirements: ids }) => new Set(ids.map((id) => catalogue.get(id)?.level)).size > 1,
    );
    expect(mixed.map(({ id }) => id)).toEqual([]);
  });

  test('of a server waits no longer than 5 s, unless it says that it is slow, or does harm', () => {
    const long = checks.filter(
      ({ kind, timeout = 0, needs = [] }) =>
        kind === 'server' && timeout > 5000 && !needs.includes('slow') && !needs.includes('faults'),
    );
    expect(long.map(({ id }) => id)).toEqual([]);
  });

  // A client does not wait there, it works: passwords cost it 128 MiB and three passes each. And a server that says nothing is given its time.
  test('of a client waits no longer than 45 s', () => {
    const long = checks.filter(({ kind, timeout = 0 }) => kind === 'client' && timeout > 45_000);
    expect(long.map(({ id }) => id)).toEqual([]);
  });

  test('has an id that a shell takes without quotes, but for the case', () => {
    expect(
      checks.map(({ id }) => id).filter((id) => !/^[a-z0-9_-]+\/[a-z0-9-]+(#[a-z0-9_-]+)?$/.test(id)),
    ).toEqual([]);
  });
});
