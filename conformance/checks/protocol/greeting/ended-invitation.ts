import { verifies } from '../../../src/judge/verifies.ts';
import { expectPeerStep, greetingAt, joinAttempt } from '../../../src/vocabulary/actions/greeting.ts';
import { endings } from '../../../src/vocabulary/actions/invitations.ts';

for (const { ending, ruleOfGreeter, ruleOfClaimer, status } of [
  {
    ending: endings.cancel,
    ruleOfGreeter: 'greeting/invitation-cancelled-greeter',
    ruleOfClaimer: 'greeting/invitation-cancelled-claimer',
    status: 'invitation_cancelled',
  },
  {
    ending: endings.complete,
    ruleOfGreeter: 'greeting/invitation-completed-greeter',
    ruleOfClaimer: 'greeting/invitation-completed-claimer',
    status: 'invitation_completed',
  },
] as const) {
  verifies(ruleOfGreeter, async (judge) => {
    const { pair, attempt, alice, invitation } = await greetingAt(judge, 3);
    judge.expect.reply(await pair.greeter.step(attempt, 3), 'not_ready', 'step 3 before the end');
    judge.expect.reply(await ending.call(judge, alice, invitation), 'ok', ending.command);
    judge.expect.reply(await pair.greeter.step(attempt, 3), status, 'the current step');
    judge.expect.reply(await pair.greeter.step(attempt, 0), status, 'an earlier step');
    judge.expect.reply(await pair.greeter.cancel(attempt), status, 'the cancellation');
  });

  // A server may have dropped the cancelled attempt; its greeter is still told what happened.
  verifies(ruleOfGreeter, { case: 'cancelled-attempt' }, async (judge) => {
    const { pair, attempt, alice, invitation } = await greetingAt(judge, 1);
    judge.expect.reply(await pair.greeter.cancel(attempt), 'ok', 'the cancellation of the first attempt');
    const last = await joinAttempt(judge, pair);
    judge.expect.reply(await pair.greeter.step(last, 0), 'not_ready', 'step 0 before the end');
    judge.expect.reply(await ending.call(judge, alice, invitation), 'ok', ending.command);
    const step = await pair.greeter.step(attempt, 0);
    judge.expect.answer(step, [status, 'greeting_attempt_cancelled'], 'a step of the first attempt');
    const cancel = await pair.greeter.cancel(attempt);
    const already = 'greeting_attempt_already_cancelled';
    judge.expect.answer(cancel, [status, already], 'another cancellation of it');
    judge.expect.reply(await pair.greeter.step(last, 0), status, 'a step of the last attempt');
  });

  verifies(ruleOfClaimer, async (judge) => {
    const { pair, attempt, alice, invitation } = await greetingAt(judge, 3);
    judge.expect.reply(await pair.claimer.step(attempt, 3), 'not_ready', 'step 3 before the end');
    judge.expect.reply(await ending.call(judge, alice, invitation), 'ok', ending.command);
    judge.expect.answer(await pair.claimer.step(attempt, 3), 410, 'the current step');
    judge.expect.answer(await pair.claimer.step(attempt, 0), 410, 'an earlier step');
    judge.expect.answer(await pair.claimer.cancel(attempt), 410, 'the cancellation');
    judge.expect.answer(await pair.claimer.startAttempt(), 410, 'a new start');
  });
}

// The end of one invitation does not affect the greeting on another.
verifies('greeting/invitation-cancelled-claimer', { case: 'others-go-on' }, async (judge) => {
  const greeting = await greetingAt(judge, 1);
  const spared = await greetingAt(judge, 1);
  judge.expect.reply(
    await endings.cancel.call(judge, greeting.alice, greeting.invitation),
    'ok',
    'the cancellation',
  );
  judge.expect.answer(await greeting.pair.claimer.step(greeting.attempt, 1), 410, 'on the cancelled one');
  judge.expect.reply(await spared.pair.claimer.step(spared.attempt, 1), 'not_ready', 'on the other');
  await expectPeerStep(judge, spared.pair, 'greeter', spared.attempt, 1);
});
