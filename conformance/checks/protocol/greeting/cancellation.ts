import { matchesExpected } from '../../../src/judge/expect.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { otherRole, roles } from '../../../src/people/greeting-steps.ts';
import {
  cancelReasons,
  expectCancelled,
  expectPeerStep,
  greetingAt,
  invitedPair,
  joinAttempt,
  pairOf,
} from '../../../src/vocabulary/actions/greeting.ts';
import { endings } from '../../../src/vocabulary/actions/invitations.ts';

// The model sees no times, the keys of a side are the same in all attempts of a story, and a story cannot
// state two right answers.

for (const role of roles) {
  verifies(['greeting/either-side-cancels', 'greeting/cancelled-is-told'], { case: role }, async (judge) => {
    const { pair } = await invitedPair(judge);
    for (const reason of cancelReasons) {
      const attempt = await joinAttempt(judge, pair);
      const by = judge.now();
      judge.expect.reply(await pair[role].cancel(attempt, reason), 'ok', `cancelling for ${reason}`);
      const cancellation = [role.toUpperCase(), reason] as const;
      const status = 'greeting_attempt_cancelled';
      const first = expectCancelled(judge, await pair.greeter.step(attempt, 0), status, cancellation, by);
      const second = expectCancelled(judge, await pair.claimer.step(attempt, 0), status, cancellation, by);
      judge.expect.equal(second, first, 'timestamp in the reply to the other side');
    }
  });

  verifies('greeting/new-attempt-is-empty', { case: role }, async (judge) => {
    const { pair, attempt, alice, invitation } = await greetingAt(judge, 2);
    judge.expect.reply(await pair[role].cancel(attempt), 'ok', 'the cancellation');
    // Uses new keys, as a correct client does.
    const fresh = pairOf(judge, alice, invitation);
    const next = await joinAttempt(judge, fresh);
    judge.expect.that(next.hex !== attempt.hex, 'another attempt', next.hex);
    for (const side of [fresh.greeter, fresh.claimer])
      judge.expect.reply(await side.step(next, 2), 'step_too_advanced', `step 2 of the ${side.role}`);
    judge.expect.reply(await fresh.claimer.step(next, 0), 'not_ready', 'step 0 of the claimer');
    await expectPeerStep(judge, fresh, 'greeter', next, 0);
    await expectPeerStep(judge, fresh, 'claimer', next, 0);
  });
}

for (const role of roles) {
  verifies('greeting/first-cancel-counts', { case: `${role}-first` }, async (judge) => {
    const { pair } = await invitedPair(judge);
    const attempt = await joinAttempt(judge, pair);
    const by = judge.now();
    judge.expect.reply(await pair[role].cancel(attempt, 'INVALID_SAS_CODE'), 'ok', 'the first');
    const cancellation = [role.toUpperCase(), 'INVALID_SAS_CODE'] as const;
    const status = 'greeting_attempt_already_cancelled';
    const second = await pair[otherRole(role)].cancel(attempt, 'MANUALLY_CANCELLED');
    const at = expectCancelled(judge, second, status, cancellation, by);
    const third = await pair[role].cancel(attempt, 'INCONSISTENT_PAYLOAD');
    judge.expect.equal(
      expectCancelled(judge, third, status, cancellation, by),
      at,
      'timestamp of the second reply',
    );
    const step = await pair[otherRole(role)].step(attempt, 0);
    const stepAt = expectCancelled(judge, step, 'greeting_attempt_cancelled', cancellation, by);
    judge.expect.equal(stepAt, at, 'timestamp in the reply to a step', step);
  });
}

const rounds = 4;

verifies('greeting/first-cancel-counts', { case: 'at-once' }, async (judge) => {
  for (let round = 1; round <= rounds; round += 1) {
    const { pair } = await invitedPair(judge);
    const attempt = await joinAttempt(judge, pair);
    const by = judge.now();
    const cancels = [
      () => pair.greeter.cancel(attempt, 'INVALID_SAS_CODE', { label: 'GREETER' }),
      () => pair.claimer.cancel(attempt, 'INCONSISTENT_PAYLOAD', { label: 'CLAIMER' }),
    ];
    if (round % 2 === 0) cancels.reverse();
    const answers = await judge.atOnce(cancels);
    const winners = answers.filter((answer) => matchesExpected(answer, 'ok'));
    judge.expect.equal(winners.length, 1, `cancellings that counted in round ${round}`, winners[1]);
    const origin = winners[0]?.label ?? '';
    const cancellation = [
      origin,
      origin === 'GREETER' ? 'INVALID_SAS_CODE' : 'INCONSISTENT_PAYLOAD',
    ] as const;
    for (const loser of answers.filter((answer) => answer !== winners[0]))
      expectCancelled(judge, loser, 'greeting_attempt_already_cancelled', cancellation, by);
    for (const side of [pair.greeter, pair.claimer])
      expectCancelled(judge, await side.step(attempt, 0), 'greeting_attempt_cancelled', cancellation, by);
  }
});

// A server may have dropped the cancelled attempt; its greeter is still told what happened.
for (const { ending, rule, status } of [
  { ending: endings.cancel, rule: 'greeting/invitation-cancelled-greeter', status: 'invitation_cancelled' },
  { ending: endings.complete, rule: 'greeting/invitation-completed-greeter', status: 'invitation_completed' },
] as const)
  verifies(rule, { case: 'cancelled-attempt' }, async (judge) => {
    const { pair, attempt, alice, invitation } = await greetingAt(judge, 1);
    judge.expect.reply(await pair.greeter.cancel(attempt), 'ok', 'the cancellation of the first attempt');
    const last = await joinAttempt(judge, pair);
    judge.expect.reply(await ending.call(judge, alice, invitation), 'ok', ending.command);
    const step = await pair.greeter.step(attempt, 0);
    judge.expect.answer(step, [status, 'greeting_attempt_cancelled'], 'a step of the first attempt');
    const cancel = await pair.greeter.cancel(attempt);
    const already = 'greeting_attempt_already_cancelled';
    judge.expect.answer(cancel, [status, already], 'another cancellation of it');
    judge.expect.reply(await pair.greeter.step(last, 0), status, 'a step of the last attempt');
  });
