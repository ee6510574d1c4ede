import { expect, test } from 'vitest';
import type { Check } from '../../src/case/check.ts';
import { emptyTally, runScript } from '../../src/faults/run-script.ts';
import { fullScript } from '../../src/faults/script/scripts.ts';
import { ScriptContext, type Step } from '../../src/faults/script-context.ts';
import { judge, type Mutant } from '../self-test/mutant.ts';

/** A check that runs one life, and reads everything acknowledged after each of its steps. */
const scriptCheck = (steps: readonly Step[], tally = emptyTally()): Check => ({
  id: 'durability/journey-goes-on#life',
  requirements: ['durability/journey-goes-on'],
  kind: 'server',
  timeout: 30_000,
  body: (before) =>
    runScript(
      new ScriptContext([before]),
      steps,
      {
        onAnswered: async () => true,
        onUnanswered: (_index, answer) => Promise.reject(new Error(`no answer: ${answer.status}`)),
      },
      tally,
    ),
});

async function outcomeOf(check: Check, broken: Mutant['broken'] = {}) {
  const [done] = await judge([check], broken);
  return `${done?.outcome} ${done?.message ?? ''}`;
}

test('a whole life on a correct server: each step shows everything acknowledged, and nothing else', async () => {
  const tally = emptyTally();
  expect(await outcomeOf(scriptCheck(fullScript, tally))).toBe('pass ');
  expect(tally).toEqual({
    acknowledged: fullScript.length,
    looks: fullScript.length + 1,
    done: 0,
    undone: 0,
  });
  expect(fullScript.length).toBeGreaterThan(50);
});
