import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { type Half, halvesOf, otherRole, type Role, roles } from '../../../src/people/greeting-steps.ts';
import {
  expectPeerStep,
  greetingAt,
  joinAttempt,
  type Pair,
  pairOf,
  start,
} from '../../../src/vocabulary/actions/greeting.ts';
import { inviteDevice } from '../../../src/vocabulary/actions/invitations.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';
import type { Id } from '../../../src/wire/values.ts';

// Stories do not look for a half in the bytes of a refusal.

/** Expects an answer without the contents of later halves. */
function expectNothingOf(judge: Judge, later: readonly Half[], answer: Exchange, what: string): void {
  for (const half of later)
    for (const value of Object.values(half))
      if (value instanceof Uint8Array)
        judge.expect.that(
          !Buffer.from(answer.body).includes(Buffer.from(value)),
          `${what} without what ${half.step} brings`,
          'it holds that',
          answer,
        );
}

for (const role of roles) {
  const other = otherRole(role);

  verifies('greeting/no-half-ahead', { case: role }, async (judge) => {
    const { pair, attempt } = await greetingAt(judge, 0);
    const { halves } = pair[other];
    const early = await pair[role].step(attempt, 0);
    judge.expect.reply(early, 'not_ready', 'step 0 before the other side');
    expectNothingOf(judge, halves, early, 'the answer `not_ready` to step 0');
    await expectPeerStep(judge, pair, other, attempt, 0);
    for (let step = 0; step < 9; step += 1) {
      const answer = await expectPeerStep(judge, pair, role, attempt, step);
      expectNothingOf(judge, halves.slice(step + 1), answer, `the answer to step ${step}`);
      if (step === 8) break;
      // From here on the other side is one step ahead.
      judge.expect.reply(await pair[other].step(attempt, step + 1), 'not_ready', 'a step ahead');
      const again = await expectPeerStep(judge, pair, role, attempt, step, `step ${step} again`);
      expectNothingOf(judge, halves.slice(step + 1), again, `the answer to step ${step} again`);
    }
  });
}

const rules = ['greeting/step-in-order', 'greeting/no-half-ahead'] as const;

/** A half of a step with content that differs from every later half of the side. */
const earlyHalf = (judge: Judge, role: Role, step: number): Half =>
  halvesOf(role, judge.random)[step] ?? { step: 'no such step' };

/** A side that has submitted step n − 1 submits step n before the peer has submitted step n − 1. */
async function submitTooEarly(
  judge: Judge,
  pair: Pair,
  attempt: Id,
  role: Role,
  step: number,
): Promise<Half> {
  const hasty = earlyHalf(judge, role, step);
  const what = `step ${step} of the ${role}, before step ${step - 1} of the ${otherRole(role)}`;
  const answer = await pair[role].step(attempt, hasty);
  await judge.under('greeting/step-in-order', () => judge.expect.reply(answer, 'step_too_advanced', what));
  return hasty;
}

/**
 * A whole greeting in which the sides alternate being one step ahead. At each step the side ahead
 * submits the next step too early, and so does its peer.
 */
async function alternateAhead(judge: Judge, pair: Pair, attempt: Id, first: Role): Promise<void> {
  let ahead = first;
  judge.expect.reply(await pair[ahead].step(attempt, 0), 'not_ready', `step 0 of the ${ahead}`);
  for (let step = 1; step < 9; step += 1) {
    const behind = otherRole(ahead);
    const hasty = await submitTooEarly(judge, pair, attempt, ahead, step);
    const what = `step ${step} of the ${behind}, before its step ${step - 1}`;
    const skipping = await pair[behind].step(attempt, step);
    judge.expect.reply(skipping, 'step_too_advanced', what);
    expectNothingOf(judge, [hasty, ...pair[ahead].halves], skipping, what);
    const answer = await expectPeerStep(judge, pair, behind, attempt, step - 1);
    expectNothingOf(judge, [hasty, ...pair[ahead].halves.slice(step)], answer, `step ${step - 1}`);
    // If the server stored the refused half, the peer receives it now instead of waiting.
    const next = await pair[behind].step(attempt, step);
    judge.expect.reply(next, 'not_ready', `step ${step} of the ${behind}, both past step ${step - 1}`);
    ahead = behind;
  }
  await expectPeerStep(judge, pair, otherRole(ahead), attempt, 8);
}

type OpenAttempt = { readonly pair: Pair; readonly attempt: Id };

/** A second attempt, by sides with other keys, after a first one that completed all steps. */
async function secondAttempt(judge: Judge, role: Role, how: 'restart' | 'cancel'): Promise<OpenAttempt> {
  const { pair: old, attempt: oldAttempt, alice, invitation } = await greetingAt(judge, 9);
  if (how === 'cancel') judge.expect.reply(await old[role].cancel(oldAttempt), 'ok', 'the cancellation');
  const pair = pairOf(judge, alice, invitation);
  const attempt = await start(judge, pair[role]);
  judge.expect.that(attempt.hex !== oldAttempt.hex, 'another attempt', attempt.hex);
  judge.expect.equal(await start(judge, pair[otherRole(role)]), attempt, 'the attempt of the other side');
  return { pair, attempt };
}

/** The ways to begin an attempt. The order of steps is the same for all of them. */
const openings: Readonly<Record<string, (judge: Judge) => Promise<OpenAttempt>>> = {
  'first-attempt': (judge) => greetingAt(judge, 0),
  'device-invitation': async (judge) => {
    const { author } = await judge.bootstrapped();
    const pair = pairOf(judge, author, await inviteDevice(judge, author));
    return { pair, attempt: await joinAttempt(judge, pair) };
  },
  'greeter-restarted': (judge) => secondAttempt(judge, 'greeter', 'restart'),
  'claimer-restarted': (judge) => secondAttempt(judge, 'claimer', 'restart'),
  'greeter-cancelled': (judge) => secondAttempt(judge, 'greeter', 'cancel'),
  'claimer-cancelled': (judge) => secondAttempt(judge, 'claimer', 'cancel'),
};

for (const [opening, open] of Object.entries(openings)) {
  for (const first of roles) {
    verifies(rules, { case: `${opening}-${first}-ahead-first` }, async (judge) => {
      const { pair, attempt } = await open(judge);
      await alternateAhead(judge, pair, attempt, first);
    });
  }
}

verifies(
  rules,
  {
    case: 'nonce-before-hash',
    why: 'A claimer that knows the greeter’s nonce before it commits to its own could choose the codes.',
  },
  async (judge) => {
    const { pair, attempt } = await greetingAt(judge, 1);
    judge.expect.reply(await pair.greeter.step(attempt, 1), 'not_ready', 'step 1 of the greeter');
    const nonce = await pair.greeter.step(attempt, 2);
    judge.expect.reply(nonce, 'step_too_advanced', 'the nonce, before the hash');
    const early = await pair.claimer.step(attempt, 2);
    judge.expect.reply(early, 'step_too_advanced', 'step 2 of the claimer, before its hash');
    expectNothingOf(judge, pair.greeter.halves, early, 'the answer to step 2');
    await expectPeerStep(judge, pair, 'claimer', attempt, 1);
    judge.expect.reply(await pair.claimer.step(attempt, 2), 'not_ready', 'step 2 after the hash');
    await expectPeerStep(judge, pair, 'greeter', attempt, 2);
    await expectPeerStep(judge, pair, 'claimer', attempt, 2);
  },
);
