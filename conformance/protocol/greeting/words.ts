import {
  greetingAt,
  type Half,
  halvesOf,
  hear,
  heardField,
  invitedPair,
  join,
  type Role,
  stepWords,
} from '../../src/greeting/index.ts';
import { verifies } from '../../src/verifies/index.ts';

const otherOf = (role: Role): Role => (role === 'greeter' ? 'claimer' : 'greeter');

for (const role of ['greeter', 'claimer'] as const) {
  const other = otherOf(role);

  verifies('greeting/step-words', { case: role }, async (judge) => {
    const { pair, attempt } = await greetingAt(judge, 0);
    const told: unknown[] = [];
    for (let step = 0; step < 9; step += 1) {
      judge.expect.reply(await pair[other].step(attempt, step), 'not_ready', `step ${step} of the ${other}`);
      const answer = await pair[role].step(attempt, step);
      const reply = judge.expect.reply(answer, 'ok', `step ${step} of the ${role}`);
      told.push(judge.expect.map(reply, heardField(role), answer).step);
    }
    judge.expect.equal(told, stepWords[other], `words that the ${role} is told`);
  });

  for (const [fault, word] of [
    ['unknown', 'NUMBER_9_WAIT_PEER'],
    ['lower-case', 'number_0_wait_peer'],
    ['number', '0'],
  ] as const) {
    verifies('greeting/step-words', { case: `${role}-${fault}` }, async (judge) => {
      const { pair } = await invitedPair(judge);
      const attempt = await join(judge, pair);
      const half = { ...pair[role].halves[0], step: word };
      await judge.twin({
        broken: () => pair[role].step(attempt, half),
        refused: 415,
        valid: () => pair[role].step(attempt, 0),
        accepted: 'not_ready',
      });
    });
  }

  verifies('greeting/step-words-of-other-side', { case: role }, async (judge) => {
    const { pair, attempt } = await greetingAt(judge, 1);
    const foreign = halvesOf(other, judge.random);
    for (let step = 1; step < 9; step += 1) {
      const refused = await pair[role].step(attempt, foreign[step] ?? { step: 'none' });
      judge.expect.answer(refused, 415, `the ${other}'s word ${stepWords[other][step]}`);
      judge.expect.reply(await pair[role].step(attempt, step), 'not_ready', 'the own word');
      await hear(judge, pair, other, attempt, step);
    }
  });
}

const signifyTrust: Half = { step: 'NUMBER_5_SIGNIFY_TRUST' };

verifies('greeting/step-words-of-other-side', { case: 'signify-trust' }, async (judge) => {
  const { pair, attempt } = await greetingAt(judge, 5);
  await judge.twin({
    broken: () => pair.greeter.step(attempt, signifyTrust),
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
  judge.expect.equal(reply.greeter_step, { step: '5' }, 'what the claimer hears', answer);
});
