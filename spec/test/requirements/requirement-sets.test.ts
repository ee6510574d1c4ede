import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requirements } from '@parsec-spec/spec/requirements';
import { describe, expect, test } from 'vitest';

interface Frozen {
  readonly id: string;
  readonly row: string;
  readonly level: string;
}

const folder = join(import.meta.dirname, '..', '..', 'requirement-sets');
/** The sets of released versions; `npm run freeze -w @parsec-spec/spec` writes one at a release. */
const sets = readdirSync(folder).filter((name) => /^\d+\.\d+\.\d+\.json$/.test(name));
const now = new Map<string, Frozen>(requirements.map((requirement) => [requirement.id, requirement]));

/** The requirements of a set that are no longer listed, or for another row or at another level. */
const lost = (set: readonly Frozen[]): readonly Frozen[] =>
  set.filter(({ id, row, level }) => now.get(id)?.row !== row || now.get(id)?.level !== level);

describe('the requirements of a release stay', () => {
  test('every requirement of each set is still listed, for the same row and at the same level', () => {
    for (const name of sets)
      expect(lost(JSON.parse(readFileSync(join(folder, name), 'utf8')) as readonly Frozen[]), name).toEqual(
        [],
      );
  });

  test('a requirement that is removed, or gets another row or level, is lost', () => {
    const { id, row, level } = requirements[0] as Frozen;
    expect(lost([{ id, row, level }])).toEqual([]);
    for (const change of [{ id: `${id}-removed` }, { row: 'GATE-01' }, { level: 'NONE' }])
      expect(lost([{ id, row, level, ...change }])).toHaveLength(1);
  });
});
