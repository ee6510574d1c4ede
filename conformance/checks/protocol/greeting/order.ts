import { completeSteps, expectPeerStep, greetingAt } from '../../../src/case/actions/greeting.ts';
import { verifies } from '../../../src/case/verifies.ts';
import { otherRole, roles } from '../../../src/model/greeting-model.ts';
import { halvesOf } from '../../../src/people/greeting-steps.ts';

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
