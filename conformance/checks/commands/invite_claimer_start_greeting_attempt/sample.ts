import { claimerSample } from '../../../src/vocabulary/samples/invitation-samples.ts';

export const sample = claimerSample({ greeter: { is: 'id' } }, ({ caller }) => ({
  cmd: 'invite_claimer_start_greeting_attempt',
  greeter: caller.person.userId,
}));
