import { expect, test } from 'vitest';
import type { Check } from '../../src/case/check.ts';
import { emptyTally, runScript } from '../../src/faults/run-script.ts';
import { fullScript } from '../../src/faults/script/scripts.ts';
import { ScriptContext, type ScriptStep } from '../../src/faults/script-context.ts';
import { judge as judgeServer, type Mutant } from '../self-test/mutant.ts';

/** A check that runs a script, and checks all acknowledged state after each step. */
const scriptCheck = (steps: readonly ScriptStep[], tally = emptyTally()): Check => ({
  id: 'durability/journey-goes-on#life',
  requirements: ['durability/journey-goes-on'],
  kind: 'server',
  timeout: 30_000,
  body: (judge) =>
    runScript(
      new ScriptContext([judge]),
      steps,
      {
        onAnswered: async () => true,
        onUnanswered: (_index, answer) => Promise.reject(new Error(`no answer: ${answer.status}`)),
      },
      tally,
    ),
});

async function outcomeOf(check: Check, broken: Mutant['broken'] = {}) {
  const [done] = await judgeServer([check], broken);
  return `${done?.outcome} ${done?.message ?? ''}`;
}

test('a correct server passes the full script: after each step it shows exactly the acknowledged state', async () => {
  const tally = emptyTally();
  expect(await outcomeOf(scriptCheck(fullScript, tally))).toBe('pass ');
  expect(tally).toEqual({
    acknowledged: fullScript.length,
    stateReads: fullScript.length + 1,
    applied: 0,
    notApplied: 0,
  });
  expect(fullScript.length).toBeGreaterThan(50);
});
