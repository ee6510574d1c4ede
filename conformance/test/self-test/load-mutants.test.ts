import { requirements } from '@parsec-spec/spec/requirements';
import { expect, test } from 'vitest';
import { loadMutants } from '../../self-test/load-mutants.ts';

const mutants = await loadMutants();

test('each mutant breaks a requirement that exists, and is named after it', () => {
  const known = new Set<string>(requirements.map(({ id }) => id));
  expect(mutants.filter(({ requirement }) => !known.has(requirement))).toEqual([]);
  expect(mutants.filter(({ name, requirement }) => !name.startsWith(`${requirement}#`))).toEqual([]);
});
