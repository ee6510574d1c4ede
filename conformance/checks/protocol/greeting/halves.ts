import { matchesExpected } from '../../../src/judge/expect.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import {
  type Half,
  halvesOf,
  hasContent,
  otherRole,
  type Role,
  roles,
} from '../../../src/people/greeting-steps.ts';
import {
  expectPeerStep,
  greetingAt,
  invitedPair,
  joinAttempt,
  peerStepField,
} from '../../../src/vocabulary/actions/greeting.ts';
import { nearBytes } from '../../../src/vocabulary/matchers/near-bytes.ts';

/** Halves that differ from this one in a single byte: the first or the last. */
const nearMissesOf = (half: Half): readonly Half[] =>
  Object.entries(half).flatMap(([field, value]) =>
    value instanceof Uint8Array ? nearBytes(value).map((changed) => ({ ...half, [field]: changed })) : [],
  );

for (const role of roles) {
  const other = otherRole(role);
  verifies('greeting/other-half-refused', { case: role }, async (judge) => {
    const { pair, attempt } = await greetingAt(judge, 0);
    const side = pair[role];
    const others = halvesOf(role, judge.random);
    for (let step = 0; step < 9; step += 1) {
      judge.expect.reply(await side.step(attempt, step), 'not_ready', `step ${step}, the first half`);
      // A step without content has only one possible half.
      if (!hasContent(role, step)) {
        await expectPeerStep(judge, pair, other, attempt, step);
        continue;
      }
      const another = others[step] ?? { step: 'no such step' };
      for (const wrong of [another, ...nearMissesOf(side.halves[step] ?? another)]) {
        const early = await side.step(attempt, wrong);
        judge.expect.reply(early, 'step_mismatch', `another half of step ${step}, before the other side’s`);
      }
      await expectPeerStep(
        judge,
        pair,
        other,
        attempt,
        step,
        `step ${step} of the other side, which receives the first half`,
      );
      const late = await side.step(attempt, another);
      judge.expect.reply(late, 'step_mismatch', `another half of step ${step}, after the other side’s`);
      await expectPeerStep(judge, pair, other, attempt, step, `step ${step} of the other side again`);
      await expectPeerStep(judge, pair, role, attempt, step, `the first half of step ${step} again`);
    }
  });
}

const rounds = 3;

for (const role of roles) {
  verifies('greeting/one-half-kept', { case: role }, async (judge) => {
    for (let round = 1; round <= rounds; round += 1) {
      const { pair } = await invitedPair(judge);
      const attempt = await joinAttempt(judge, pair);
      const candidates = [1, 2, 3].map(() => halvesOf(role, judge.random)[0] ?? { step: 'none' });
      const answers = await judge.atOnce(candidates.map((half) => () => pair[role].step(attempt, half)));
      const winners = candidates.filter(
        (_, index) => answers[index] && matchesExpected(answers[index], 'not_ready'),
      );
      judge.expect.equal(winners.length, 1, `accepted halves of round ${round}`, answers[0]);
      for (const answer of answers) judge.expect.answer(answer, ['not_ready', 'step_mismatch'], 'a half');
      const answer = await pair[otherRole(role)].step(attempt, 0);
      const reply = judge.expect.reply(answer, 'ok', 'the other side');
      judge.expect.hasFields(
        reply[peerStepField(otherRole(role))],
        winners[0],
        `the half accepted in round ${round}`,
        answer,
      );
    }
  });
}

/** Halves that are invalid for a client, but that a server must relay. */
const invalidHalves: Readonly<Record<Role, readonly Half[]>> = {
  greeter: [
    { step: 'NUMBER_0_WAIT_PEER', public_key: new Uint8Array(32) },
    { step: 'NUMBER_1_GET_HASHED_NONCE' },
    { step: 'NUMBER_2_SEND_NONCE', greeter_nonce: new Uint8Array() },
    { step: 'NUMBER_3_GET_NONCE' },
    { step: 'NUMBER_4_WAIT_PEER_TRUST' },
    { step: '5' },
    { step: 'NUMBER_6_GET_PAYLOAD' },
    { step: 'NUMBER_7_SEND_PAYLOAD', greeter_payload: new Uint8Array() },
    { step: 'NUMBER_8_WAIT_PEER_ACKNOWLEDGMENT' },
  ],
  claimer: [
    { step: 'NUMBER_0_WAIT_PEER', public_key: new Uint8Array(32).fill(255) },
    { step: 'NUMBER_1_SEND_HASHED_NONCE', hashed_nonce: new Uint8Array(32) },
    { step: 'NUMBER_2_GET_NONCE' },
    { step: 'NUMBER_3_SEND_NONCE', claimer_nonce: Uint8Array.of(7) },
    { step: 'NUMBER_4_SIGNIFY_TRUST' },
    { step: 'NUMBER_5_WAIT_PEER_TRUST' },
    { step: 'NUMBER_6_SEND_PAYLOAD', claimer_payload: Buffer.from('not a secret box') },
    { step: 'NUMBER_7_GET_PAYLOAD' },
    { step: 'NUMBER_8_ACKNOWLEDGE' },
  ],
};

// The nonce does not match the hash, the payloads are not encrypted, and the keys are not valid
// points.
verifies('greeting/relays-without-reading', async (judge) => {
  const { pair, attempt } = await greetingAt(judge, 9, invalidHalves);
  for (let step = 0; step < 9; step += 1) await expectPeerStep(judge, pair, 'claimer', attempt, step);
});
