import { expect, test } from 'vitest';
import { linearizable, type Shown } from '../../src/histories/index.ts';
import type { Check } from '../../src/verifies/index.ts';
import { judge } from '../self-test/mutant.ts';

test.each([
  ['is told where no history could be decided', 0, 'notTestable', 2],
  ['is not, where the first one is', undefined, 'pass', 0],
] as const)('that a search came to no end %s', async (_, steps, outcome, again) => {
  const shown: Shown[] = [];
  const check: Check = {
    id: 'durability/linearizable-per-organization#undecided',
    requirements: ['durability/linearizable-per-organization'],
    kind: 'server',
    timeout: 30_000,
    body: async (judge) => {
      const scene = { theme: 'members', nodes: [judge], clients: 4, calls: 10 } as const;
      shown.push(await linearizable(judge, steps === undefined ? scene : { ...scene, steps }));
    },
  };
  const [done] = await judge([check], {});
  expect(done?.outcome, done?.message ?? done?.reason).toBe(outcome);
  expect(done?.notes.filter((note) => note.includes('called again'))).toHaveLength(again);
  expect(shown).toHaveLength(outcome === 'pass' ? 1 : 0);
});
