import { verifies } from '../../../src/judge/verifies.ts';
import { askInfo, completeInvitation, inviteUser } from '../../../src/vocabulary/actions/invitations.ts';
import { invitationOrganization } from '../../../src/vocabulary/organizations/invitation-organization.ts';

// Addresses are case-sensitive, so this is another address. Stories have none with capitals.
verifies('invite_complete/author-allowed', { case: 'other-letter-case' }, async (judge) => {
  const { alice, bob } = await invitationOrganization(judge);
  const email = bob.person.email.replace(/^[^@]+/, (local) => local.toUpperCase());
  const invitation = await inviteUser(judge, alice, email);
  const refused = await completeInvitation(judge, bob, invitation);
  judge.expect.answer(refused, 'author_not_allowed', 'by a user with the address in lower case');
  judge.expect.reply(await askInfo(judge, invitation), 'ok', 'its token');
  judge.expect.reply(await completeInvitation(judge, alice, invitation), 'ok', 'an ADMIN');
});
