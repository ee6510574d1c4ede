import { matchesExpected } from '../../../src/judge/expect.ts';
import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import {
  cancelInvitation,
  completeInvitation,
  inviteUser,
  listInvitations,
  statusIn,
} from '../../../src/vocabulary/actions/invitations.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/vocabulary/organizations/invitation-organization.ts';

const rounds = 5;

/**
 * Cancels and completes one invitation concurrently. One request wins, and the others report the
 * status that it set.
 */
async function race(judge: Judge): Promise<void> {
  const { alice, adam } = await invitationOrganization(judge);
  for (let round = 1; round <= rounds; round += 1) {
    const invitation = await inviteUser(judge, alice, freshAddress(judge));
    const calls = [alice, adam, alice].flatMap((author) => [
      () => cancelInvitation(judge, author, invitation, { label: `round ${round}: cancel` }),
      () => completeInvitation(judge, author, invitation, { label: `round ${round}: complete` }),
    ]);
    // The order of the requests alternates.
    if (round % 2 === 0) calls.reverse();
    const answers = await judge.atOnce(calls);
    const winners = answers.filter((answer) => matchesExpected(answer, 'ok'));
    const counted = winners.length > 1 ? 'several' : 'none';
    judge.expect.that(winners.length === 1, 'exactly one successful end', counted, winners[1]);
    const isCancelled = winners[0]?.label?.endsWith('cancel') === true;
    const outcomes = isCancelled
      ? { cancel: 'invitation_already_cancelled', complete: 'invitation_cancelled' }
      : { cancel: 'invitation_completed', complete: 'invitation_already_completed' };
    for (const answer of answers) {
      const loser = answer.label?.endsWith('cancel') === true ? outcomes.cancel : outcomes.complete;
      if (answer !== winners[0]) judge.expect.answer(answer, loser, `a loser of round ${round}`);
    }
    const status = statusIn(judge, await listInvitations(judge, alice), invitation);
    judge.expect.equal(status, isCancelled ? 'CANCELLED' : 'FINISHED', `status after round ${round}`);
  }
}

const why = 'An invitation that turns from completed into cancelled was never ended at all.';
verifies(
  ['invite_cancel/not-yet-completed', 'invite_complete/not-yet-cancelled'],
  { case: 'at-once', why },
  race,
);
