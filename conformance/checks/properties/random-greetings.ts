import { GreetingWalk } from '../../src/faults/greeting-walk.ts';
import { verifies } from '../../src/judge/verifies.ts';
import { sampledPath } from '../../src/model/greeting-paths.ts';
import { inviteUser } from '../../src/vocabulary/actions/invitations.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../src/vocabulary/organizations/invitation-organization.ts';

const GREETINGS = 5;
const MOVES_PER_GREETING = 22;

// A server that keeps every rule in isolation may still break one in a longer sequence. The paths
// are random and depend on the seed of the run.
verifies(
  [
    'greeting/step-in-order',
    'greeting/waits-for-peer',
    'greeting/same-half-again',
    'greeting/other-half-refused',
    'greeting/restart-cancels',
    'greeting/restart-gives-new-attempt',
    'greeting/attempt-joined',
    'greeting/cancelled-is-told',
    'greeting/first-cancel-counts',
  ],
  { case: 'any-order' },
  async (judge) => {
    const { alice } = await invitationOrganization(judge);
    for (let number = 0; number < GREETINGS; number += 1) {
      const walk = new GreetingWalk(judge, alice, await inviteUser(judge, alice, freshAddress(judge)));
      for (const move of sampledPath(judge.random, MOVES_PER_GREETING)) await walk.make(move);
    }
  },
);
