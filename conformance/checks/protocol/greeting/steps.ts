import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { type Half, halvesOf, otherRole, type Role, roles } from '../../../src/people/greeting-steps.ts';
import { expectPeerStep, invitedPair, joinAttempt } from '../../../src/vocabulary/actions/greeting.ts';

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
