import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import {
  askInfo,
  completeInvitation,
  endings,
  inviteUser,
  listInvitations,
  statusIn,
} from '../../../src/vocabulary/actions/invitations.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/vocabulary/organizations/invitation-organization.ts';

/**
 * An invitation to Zack, who is then enrolled as STANDARD under the invited address, and Bob, who
 * was never invited.
 */
async function enrolledClaimer(judge: Judge) {
  const { author } = await judge.bootstrapped();
  const bob = await judge.members.enrol(author, 'bob');
  const person = { ...judge.cast.person('zack'), email: freshAddress(judge) };
  const invitation = await inviteUser(judge, author, person.email);
  const zack = await judge.members.enrol(author, person);
  return { author, bob, zack, invitation };
}

// Addresses are case-sensitive, so this is another address.
verifies('invite_complete/author-allowed', { case: 'other-letter-case' }, async (judge) => {
  const { alice, bob } = await invitationOrganization(judge);
  const email = bob.person.email.replace(/^[^@]+/, (local) => local.toUpperCase());
  const invitation = await inviteUser(judge, alice, email);
  const refused = await completeInvitation(judge, bob, invitation);
  judge.expect.answer(refused, 'author_not_allowed', 'by a user with the address in lower case');
  judge.expect.reply(await askInfo(judge, invitation), 'ok', 'its token');
  judge.expect.reply(await completeInvitation(judge, alice, invitation), 'ok', 'an ADMIN');
});

for (const [rule, ending] of [
  ['invite_cancel/author-allowed', endings.cancel],
  ['invite_complete/by-the-enrolled-claimer', endings.complete],
] as const) {
  verifies(rule, { case: 'claimer' }, async (judge) => {
    const { author, bob, zack, invitation } = await enrolledClaimer(judge);
    judge.expect.equal(
      statusIn(judge, await listInvitations(judge, author), invitation),
      'PENDING',
      'status',
    );
    const { call, became } = ending;
    judge.expect.answer(await call(judge, bob, invitation), 'author_not_allowed', 'another STANDARD user');
    judge.expect.reply(await call(judge, zack, invitation), 'ok', 'the user invited');
    judge.expect.equal(statusIn(judge, await listInvitations(judge, author), invitation), became, 'status');
    judge.expect.answer(await askInfo(judge, invitation), 410, 'its token');
  });
}
