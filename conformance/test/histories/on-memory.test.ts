import { expect, test } from 'vitest';
import { linearizable, type Shown, type Theme, themes } from '../../src/histories/index.ts';
import type { Check } from '../../src/verifies/index.ts';
import { judge } from '../self-test/mutant.ts';

const check = (theme: Theme, shown: Shown[], clients = 8, calls = 30): Check => ({
  id: `durability/linearizable-per-organization#${theme}`,
  requirements: ['durability/linearizable-per-organization'],
  kind: 'server',
  timeout: 30_000,
  body: async (judge) => {
    shown.push(await linearizable(judge, { theme, nodes: [judge], clients, calls, limit: 9 }));
  },
});

test.each(Object.keys(themes) as Theme[])('%s', async (theme) => {
  const shown: Shown[] = [];
  const started = performance.now();
  const [done] = await judge([check(theme, shown)], {});
  console.log(theme, shown, performance.now() - started);
  expect(done?.outcome, done?.message ?? done?.reason).toBe('pass');
});
