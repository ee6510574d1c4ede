import { claimerSample } from '../../src/samples/index.ts';

export const sample = claimerSample({ greeter: { is: 'id' } }, ({ caller }) => ({
  cmd: 'invite_claimer_start_greeting_attempt',
  greeter: caller.person.userId,
}));
