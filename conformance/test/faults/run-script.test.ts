import { expect, test } from 'vitest';
import { emptyTally, type FaultPlan, runScript } from '../../src/faults/run-script.ts';
import { fullScript } from '../../src/faults/script/scripts.ts';
import { type PreparedStep, ScriptContext, type ScriptStep } from '../../src/faults/script-context.ts';
import type { Check } from '../../src/judge/check.ts';
import { encode } from '../../src/wire/encode.ts';
import { Exchange } from '../../src/wire/exchange.ts';
import { Id } from '../../src/wire/values.ts';
import { type Mutant, runChecks } from '../support/mutant.ts';

/** A check that runs a script, and checks all acknowledged state after each step. */
const scriptCheck = (
  steps: readonly ScriptStep[],
  tally = emptyTally(),
  onUnanswered: FaultPlan['onUnanswered'] = (_index, answer) =>
    Promise.reject(new Error(`no answer: ${answer.status}`)),
): Check => ({
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
        onUnanswered,
      },
      tally,
    ),
});

async function outcomeOf(check: Check, broken: Mutant['broken'] = {}) {
  const [done] = await runChecks([check], broken);
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

/** Steps whose first answer is replaced, as by a fault. */
const withFirstAnswer = (
  steps: readonly ScriptStep[],
  firstAnswer: (send: () => Promise<Exchange>) => Promise<Exchange>,
): readonly ScriptStep[] =>
  steps.map(({ name, make }) => ({
    name,
    make: async (context) => {
      const prepared = await make(context);
      let sent = 0;
      return {
        ...prepared,
        send: () => {
          sent += 1;
          return sent === 1 ? firstAnswer(prepared.send) : prepared.send();
        },
      };
    },
  }));

const withoutAnswer = (exchange: Exchange) => new Exchange(exchange.request, 'closed', exchange.durationMs);

test('requests whose answer is lost have taken effect, and the script learns tokens and attempts', async () => {
  const steps = withFirstAnswer(fullScript, async (send) => withoutAnswer(await send()));
  const tally = emptyTally();
  expect(await outcomeOf(scriptCheck(steps, tally, async () => undefined))).toBe('pass ');
  expect(tally.notApplied).toBe(0);
  expect(tally.applied).toBeGreaterThan(20);
});

test('requests that are lost are sent again', async () => {
  const lost = new Exchange(
    { method: 'POST', target: '/', headers: [], body: new Uint8Array() },
    'closed',
    1,
  );
  const tally = emptyTally();
  const steps = withFirstAnswer(fullScript, async () => lost);
  expect(await outcomeOf(scriptCheck(steps, tally, async () => undefined))).toBe('pass ');
  expect(tally.applied).toBe(0);
  expect(tally.acknowledged).toBe(fullScript.length);
});

test.each([
  'authentication/frozen-is-462',
  'authentication/revoked-is-461',
  'authentication/expired-is-460',
] as const)('a server without %s shows another state', async (requirement) => {
  expect(await outcomeOf(scriptCheck(fullScript), { omit: [requirement] })).toMatch(
    /^fail acknowledged state after: .*: expected doors: /,
  );
});

test.each([
  [
    'the claimer starts',
    { greeting_attempt: new Id(new Uint8Array(16)) },
    'attempt=attempt 1 of bob@example.com#1 with alice',
    'attempt=attempt 2 of bob@example.com#1 with alice',
  ],
  [
    'step 3 of the greeter',
    { claimer_step: { step: 'NUMBER_3_SEND_NONCE' } },
    'peerHalf=own',
    'peerHalf=other',
  ],
] as const)('a wrong reply is noticed: %s', async (changed, fields, expected, got) => {
  const steps = fullScript.map(
    (step): ScriptStep =>
      step.name === changed
        ? { name: changed, make: async (context) => changeReply(await step.make(context), fields) }
        : step,
  );
  expect(await outcomeOf(scriptCheck(steps))).toBe(`fail ${changed}: expected ok ${expected}, got ok ${got}`);
});

const changeReply = (prepared: PreparedStep, fields: Readonly<Record<string, unknown>>): PreparedStep => ({
  ...prepared,
  send: async () => {
    const { request, response, message, durationMs } = await prepared.send();
    if (response === undefined) throw new Error('no reply');
    const body = encode({ ...Object(message), ...fields });
    return new Exchange(request, { ...response, body }, durationMs);
  },
});
