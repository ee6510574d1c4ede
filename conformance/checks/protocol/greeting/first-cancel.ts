import { expectCancelled, invitedPair, joinAttempt, start } from '../../../src/case/actions/greeting.ts';
import { matchesExpected } from '../../../src/case/expect.ts';
import { verifies } from '../../../src/case/verifies.ts';
import { otherRole, roles } from '../../../src/model/greeting-model.ts';

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
