import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { type Half, halvesOf, otherRole, type Role, roles } from '../../../src/people/greeting-steps.ts';
import {
  completeSteps,
  expectPeerStep,
  greetingAt,
  invitedPair,
  joinAttempt,
  pairOf,
} from '../../../src/vocabulary/actions/greeting.ts';
import { inviteDevice } from '../../../src/vocabulary/actions/invitations.ts';

/** Halves with payloads of a realistic size, and larger. */
function largePayloads(judge: Judge): Record<Role, readonly Half[]> {
  const large = (half: Half): Half =>
    Object.fromEntries(
      Object.entries(half).map(([key, value]) => [
        key,
        key.endsWith('payload') ? judge.random.bytes(10_240) : value,
      ]),
    ) as Half;
  return {
    greeter: halvesOf('greeter', judge.random).map(large),
    claimer: halvesOf('claimer', judge.random).map(large),
  };
}

for (const first of roles) {
  verifies(['greeting/full-run-relays', 'greeting/step-words'], { case: `${first}-first` }, async (judge) => {
    const { pair } = await invitedPair(judge, largePayloads(judge));
    const attempt = await joinAttempt(judge, pair);
    for (let step = 0; step < 9; step += 1) {
      const early = await pair[first].step(attempt, step);
      judge.expect.reply(early, 'not_ready', `step ${step} of the ${first}`);
      await expectPeerStep(judge, pair, otherRole(first), attempt, step);
      await expectPeerStep(judge, pair, first, attempt, step);
    }
  });
}

verifies('greeting/full-run-relays', { case: 'device-invitation' }, async (judge) => {
  const { author } = await judge.bootstrapped();
  const pair = pairOf(judge, author, await inviteDevice(judge, author));
  const attempt = await joinAttempt(judge, pair);
  await completeSteps(judge, pair, attempt, 9);
  await expectPeerStep(judge, pair, 'claimer', attempt, 8);
});

for (const role of roles) {
  for (const [when, end] of [
    ['first-step', 0],
    ['later-step', 4],
  ] as const) {
    verifies('greeting/waits-for-peer', { case: `${role}-${when}` }, async (judge) => {
      const { pair, attempt } = await greetingAt(judge, end);
      for (const time of ['first', 'second', 'third'])
        judge.expect.reply(await pair[role].step(attempt, end), 'not_ready', `asked a ${time} time`);
      await expectPeerStep(judge, pair, otherRole(role), attempt, end);
      await expectPeerStep(judge, pair, role, attempt, end);
    });
  }

  verifies('greeting/same-half-again', { case: role }, async (judge) => {
    const { pair, attempt } = await greetingAt(judge, 4);
    for (const step of [0, 3, 1, 0])
      await expectPeerStep(judge, pair, role, attempt, step, `step ${step} again, after step 3`);
    await expectPeerStep(judge, pair, otherRole(role), attempt, 0, 'step 0 of the other side again');
    judge.expect.reply(await pair[role].step(attempt, 4), 'not_ready', 'step 4');
    await expectPeerStep(judge, pair, otherRole(role), attempt, 4);
  });
}

verifies('greeting/same-half-again', { case: 'after-the-end' }, async (judge) => {
  const { pair, attempt } = await greetingAt(judge, 9);
  for (let step = 0; step < 9; step += 1)
    for (const role of roles)
      await expectPeerStep(
        judge,
        pair,
        role,
        attempt,
        step,
        `step ${step} of the ${role} again, after step 8`,
      );
});

for (const role of roles) {
  const other = otherRole(role);

  verifies('greeting/step-in-order', { case: `${role}-from-the-start` }, async (judge) => {
    const { pair, attempt } = await greetingAt(judge, 0);
    const side = pair[role];
    for (let step = 1; step < 9; step += 1)
      judge.expect.reply(await side.step(attempt, step), 'step_too_advanced', `step ${step} before step 0`);
    judge.expect.reply(await side.step(attempt, 0), 'not_ready', 'step 0');
    const early = await side.step(attempt, 1);
    judge.expect.reply(early, 'step_too_advanced', 'step 1, the other side not at step 0 yet');
    await expectPeerStep(judge, pair, other, attempt, 0);
    judge.expect.reply(await side.step(attempt, 1), 'not_ready', 'step 1, both past step 0');
  });

  verifies('greeting/step-in-order', { case: `${role}-on-the-way` }, async (judge) => {
    const { pair, attempt } = await greetingAt(judge, 3);
    const side = pair[role];
    for (const step of [4, 5, 8])
      judge.expect.reply(await side.step(attempt, step), 'step_too_advanced', `step ${step} before step 3`);
    judge.expect.reply(await side.step(attempt, 3), 'not_ready', 'step 3');
    judge.expect.reply(await side.step(attempt, 4), 'step_too_advanced', 'step 4, the other not at step 3');
    await expectPeerStep(judge, pair, other, attempt, 3);
    judge.expect.reply(await side.step(attempt, 4), 'not_ready', 'step 4, both past step 3');
  });

  verifies('greeting/step-in-order', { case: `${role}-keeps-nothing` }, async (judge) => {
    const step = role === 'greeter' ? 2 : 1;
    const { pair, attempt } = await greetingAt(judge, step - 1);
    const side = pair[role];
    const hasty = halvesOf(role, judge.random)[step] ?? { step: 'no such step' };
    judge.expect.reply(await side.step(attempt, hasty), 'step_too_advanced', 'a half too early');
    await completeSteps(judge, pair, attempt, step, step - 1);
    // Submits a half that differs from the early one, which would be refused if the early one had
    // been stored.
    judge.expect.reply(await side.step(attempt, step), 'not_ready', 'the half in its time');
    await expectPeerStep(judge, pair, other, attempt, step);
  });
}
