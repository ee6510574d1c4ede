import { verifies } from '../../../src/judge/verifies.ts';
import { type Half, halvesOf, otherRole, roles, stepWords } from '../../../src/people/greeting-steps.ts';
import { greetingAt, invitedPair, joinAttempt } from '../../../src/vocabulary/actions/greeting.ts';

for (const role of roles) {
  const other = otherRole(role);

  for (const [mistake, word] of [
    ['unknown', 'NUMBER_9_WAIT_PEER'],
    ['lower-case', 'number_0_wait_peer'],
    ['number', '0'],
  ] as const) {
    verifies('greeting/step-words', { case: `${role}-${mistake}` }, async (judge) => {
      const { pair } = await invitedPair(judge);
      const attempt = await joinAttempt(judge, pair);
      const half = { ...pair[role].halves[0], step: word };
      await judge.twin({
        broken: () => pair[role].step(attempt, half),
        refused: 415,
        valid: () => pair[role].step(attempt, 0),
        accepted: 'not_ready',
      });
    });
  }

  // The side's own word is known and too early, so it is too advanced. A word of the other side
  // does not decode.
  verifies('greeting/step-words-of-other-side', { case: role }, async (judge) => {
    const { pair, attempt } = await greetingAt(judge, 0);
    const foreign = halvesOf(other, judge.random);
    for (let step = 1; step < 9; step += 1) {
      const refused = await pair[role].step(attempt, foreign[step] ?? { step: 'none' });
      judge.expect.answer(refused, 415, `the ${other}'s word ${stepWords[other][step]}`);
      const own = await pair[role].step(attempt, step);
      judge.expect.reply(own, 'step_too_advanced', `the own word ${stepWords[role][step]}`);
    }
  });
}

const otherSideStep: Half = { step: 'NUMBER_5_SIGNIFY_TRUST' };

verifies('greeting/step-words-of-other-side', { case: 'signify-trust' }, async (judge) => {
  const { pair, attempt } = await greetingAt(judge, 5);
  await judge.twin({
    broken: () => pair.greeter.step(attempt, otherSideStep),
    refused: 415,
    valid: () => pair.greeter.step(attempt, { step: '5' }),
    accepted: 'not_ready',
  });
});

verifies('greeting/step-5-is-5', async (judge) => {
  const { pair, attempt } = await greetingAt(judge, 5);
  judge.expect.reply(await pair.greeter.step(attempt, { step: '5' }), 'not_ready', 'step 5 of the greeter');
  const answer = await pair.claimer.step(attempt, 5);
  const reply = judge.expect.reply(answer, 'ok', 'step 5 of the claimer');
  judge.expect.hasFields(
    reply.greeter_step,
    { step: '5' },
    'the greeter’s step in the reply to the claimer',
    answer,
  );
});
