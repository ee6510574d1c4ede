import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requirements } from '@parsec-spec/spec/requirements';
import { describe, expect, test } from 'vitest';

const folder = join(import.meta.dirname, '..', '..', 'requirement-sets');
const sets = readdirSync(folder).filter((name) => /^\d+\.\d+\.\d+\.json$/.test(name));
const now = new Map<string, { row: string; level: string }>(
  requirements.map((requirement) => [requirement.id, requirement]),
);

interface Frozen {
  readonly id: string;
  readonly row: string;
  readonly level: string;
}

describe('the requirements of a release stay', () => {
  test('there is a set for the version in package.json', () => {
    const { version } = JSON.parse(readFileSync(join(folder, '..', 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(sets).toContain(`${version}.json`);
  });

  test.each(sets)('%s: every requirement is still listed, for the same row and at the same level', (name) => {
    const frozen = JSON.parse(readFileSync(join(folder, name), 'utf8')) as readonly Frozen[];
    expect(frozen.length).toBeGreaterThan(500);
    const lost = frozen.filter(
      ({ id, row, level }) => now.get(id)?.row !== row || now.get(id)?.level !== level,
    );
    expect(lost).toEqual([]);
  });
});
