import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { requirements } from '@parsec-spec/spec/requirements';
import { describe, expect, test } from 'vitest';
import { loadChecks, locationOf } from '../src/judge/registry.ts';

const root = join(import.meta.dirname, '..');
const checks = await loadChecks();
const catalogue = new Map(requirements.map((requirement) => [requirement.id as string, requirement]));

test('more than 300 checks are loaded', () => {
  expect(checks.length).toBeGreaterThan(300);
});

describe('every check', () => {
  test('verifies active requirements that a black box can test and that apply to its party', () => {
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

  test('verifies requirements of one level: a SHOULD must not fail a target, nor a MUST only warn', () => {
    const mixed = checks.filter(
      ({ requirements: ids }) => new Set(ids.map((id) => catalogue.get(id)?.level)).size > 1,
    );
    expect(mixed.map(({ id }) => id)).toEqual([]);
  });

  // A check that starts a server of its own waits for pauses that the server is given at its start.
  test('of a server takes at most 5 s, 15 s with a server of its own, unless slow or harmful', () => {
    const long = checks.filter(
      ({ kind, timeout = 0, needs = [] }) =>
        kind === 'server' &&
        timeout > (needs.includes('start') ? 15_000 : 5000) &&
        !needs.includes('slow') &&
        !needs.includes('faults'),
    );
    expect(long.map(({ id }) => id)).toEqual([]);
  });

  // A client computes instead of waiting: each password costs it 128 MiB and three passes. A silent
  // server is given its full timeout.
  test('of a client takes at most 45 s', () => {
    const long = checks.filter(({ kind, timeout = 0 }) => kind === 'client' && timeout > 45_000);
    expect(long.map(({ id }) => id)).toEqual([]);
  });

  test('has an id that a shell accepts without quotes, apart from the case', () => {
    expect(
      checks.map(({ id }) => id).filter((id) => !/^[a-z0-9_-]+\/[a-z0-9-]+(#[a-z0-9_-]+)?$/.test(id)),
    ).toEqual([]);
  });

  test('has its requirements written out in its folder, so that a search finds it', () => {
    const namedIn = new Map<string, ReadonlySet<string>>();
    for (const folder of globSync('checks/**/', { cwd: root })) {
      const files = globSync('*.ts', { cwd: join(root, folder), exclude: ['mutants.ts'] });
      const text = files.map((file) => readFileSync(join(root, folder, file), 'utf8')).join('');
      namedIn.set(folder, new Set(text.match(/(?<=')[a-z0-9_-]+\/[a-z0-9-]+(?=')/g)));
    }
    const unnamed = new Set<string>();
    for (const check of checks) {
      const { file = '' } = locationOf(check.id) ?? {};
      // A story stands under its requirement, in the specification.
      if (file.endsWith('checks/properties/stories.ts')) continue;
      const folder = dirname(file).replace(/^conformance\//, '');
      for (const id of check.requirements)
        if (namedIn.get(folder)?.has(id) !== true) unnamed.add(`${folder}: ${id}`);
    }
    expect([...unnamed], 'write the id out, not as a template').toEqual([]);
  });
});
