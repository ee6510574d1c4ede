import type { Fields } from '../../../src/case/expect.ts';
import { verifiesClient } from '../../../src/case/verifies.ts';
import { claimingClient } from '../../../src/client/greeting/claiming-client.ts';
import { greetingClient } from '../../../src/client/greeting/greeting-client.ts';
import { stepWords } from '../../../src/people/greeting-steps.ts';

/** The distinct `step` values that a client sent, in order of first occurrence. */
const wordsOf = (asked: readonly Fields[], role: 'greeter' | 'claimer'): readonly unknown[] => [
  ...new Set(
    asked
      .filter(({ cmd }) => cmd === `invite_${role}_step`)
      .map((command) => (command[`${role}_step`] as Fields | undefined)?.step),
  ),
];

verifiesClient('greeting/step-words', { case: 'client-claims' }, async (judge) => {
  const scene = await claimingClient(judge, 'USER');
  judge.expectOutcome(await scene.claim(), 'ok', 'a claim');
  judge.expect.equal(wordsOf(scene.asked, 'claimer'), stepWords.claimer, 'words of the steps of a claimer');
});

verifiesClient(['greeting/step-words', 'greeting/step-5-is-5'], { case: 'client-greets' }, async (judge) => {
  const scene = await greetingClient(judge, 'USER');
  judge.expectOutcome(await scene.greet(), 'ok', 'a greeting');
  judge.expect.equal(wordsOf(scene.asked, 'greeter'), stepWords.greeter, 'words of the steps of a greeter');
});
