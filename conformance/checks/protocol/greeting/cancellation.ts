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
  start,
} from '../../../src/vocabulary/actions/greeting.ts';
import { askInfo, listInvitations, statusIn } from '../../../src/vocabulary/actions/invitations.ts';

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

  verifies('greeting/either-side-cancels', { case: `${role}-alone` }, async (judge) => {
    const { pair } = await invitedPair(judge);
    const attempt = await start(judge, pair[role]);
    judge.expect.reply(await pair[role].cancel(attempt), 'ok', 'a cancellation before the other side starts');
    judge.expect.reply(await pair[role].step(attempt, 0), 'greeting_attempt_cancelled', 'a step after it');
    const fresh = await start(judge, pair[otherRole(role)]);
    judge.expect.that(fresh.hex !== attempt.hex, 'another attempt for the other side', fresh.hex);
  });

  verifies('greeting/cancelled-is-told', { case: `${role}-on-the-way` }, async (judge) => {
    const { pair, attempt } = await greetingAt(judge, 3);
    const by = judge.now();
    judge.expect.reply(await pair[role].cancel(attempt, 'INVALID_NONCE_HASH'), 'ok', 'the cancellation');
    const cancellation = [role.toUpperCase(), 'INVALID_NONCE_HASH'] as const;
    for (const side of [pair.greeter, pair.claimer])
      for (const step of [3, 0])
        expectCancelled(
          judge,
          await side.step(attempt, step),
          'greeting_attempt_cancelled',
          cancellation,
          by,
        );
  });

  verifies('greeting/cancel-keeps-invitation', { case: role }, async (judge) => {
    const { pair, alice, invitation } = await invitedPair(judge);
    const attempt = await joinAttempt(judge, pair);
    judge.expect.reply(await pair[role].cancel(attempt), 'ok', 'the cancellation');
    judge.expect.equal(statusIn(judge, await listInvitations(judge, alice), invitation), 'PENDING', 'status');
    judge.expect.reply(await askInfo(judge, invitation), 'ok', 'invite_info with its token');
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

verifies('greeting/either-side-cancels', { case: 'after-the-last-step' }, async (judge) => {
  const { pair, attempt } = await greetingAt(judge, 9);
  judge.expect.reply(await pair.greeter.cancel(attempt), 'ok', 'the cancellation');
  judge.expect.reply(await pair.claimer.step(attempt, 8), 'greeting_attempt_cancelled', 'a step after it');
});

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

verifies('greeting/first-cancel-counts', { case: 'automatic-first' }, async (judge) => {
  const { pair } = await invitedPair(judge);
  const old = await joinAttempt(judge, pair);
  const by = judge.now();
  await start(judge, pair.claimer);
  const cancellation = ['CLAIMER', 'AUTOMATICALLY_CANCELLED'] as const;
  for (const side of [pair.greeter, pair.claimer])
    expectCancelled(judge, await side.cancel(old), 'greeting_attempt_already_cancelled', cancellation, by);
});

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
