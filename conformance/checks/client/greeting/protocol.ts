import { verifiesClient } from '../../../src/case/verifies.ts';
import { claimingClient } from '../../../src/client/greeting/claiming-client.ts';
import { greetingClient } from '../../../src/client/greeting/greeting-client.ts';
import { stepWords } from '../../../src/people/greeting-steps.ts';
import type { Fields } from '../../../src/wire/values.ts';

/** The distinct `step` values that a client sent, in order of first occurrence. */
const stepsOf = (commands: readonly Fields[], role: 'greeter' | 'claimer'): readonly unknown[] => [
  ...new Set(
    commands
      .filter(({ cmd }) => cmd === `invite_${role}_step`)
      .map((command) => (command[`${role}_step`] as Fields | undefined)?.step),
  ),
];

verifiesClient('greeting/step-words', { case: 'client-claims' }, async (judge) => {
  const client = await claimingClient(judge, 'USER');
  judge.expectOk(await client.claim(), 'a claim');
  judge.expect.equal(stepsOf(client.commands, 'claimer'), stepWords.claimer, '`step` values of a claimer');
});

verifiesClient(['greeting/step-words', 'greeting/step-5-is-5'], { case: 'client-greets' }, async (judge) => {
  const client = await greetingClient(judge, 'USER');
  judge.expectOk(await client.greet(), 'a greeting');
  judge.expect.equal(stepsOf(client.commands, 'greeter'), stepWords.greeter, '`step` values of a greeter');
});
