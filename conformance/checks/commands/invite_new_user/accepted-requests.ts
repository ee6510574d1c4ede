import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import {
  askInfo,
  askUserInvitation,
  type Invitation,
  invitationIn,
  inviteUser,
  listInvitations,
} from '../../../src/vocabulary/actions/invitations.ts';
import { expectMailOutcome } from '../../../src/vocabulary/observations/mail.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/vocabulary/organizations/invitation-organization.ts';

/** Asserts that the token belongs to an invitation of this address. */
async function expectInvitation(judge: Judge, invitation: Invitation, email: string): Promise<void> {
  const answer = await askInfo(judge, invitation);
  const info = judge.expect.reply(answer, 'ok', `invite_info with the token for ${email}`);
  await judge.under('invite_info/user-invitation', () =>
    judge.expect.equal(info.claimer_email, email, 'claimer_email', answer),
  );
}

verifies('invite_new_user/gives-token', async (judge) => {
  // An organization of a founder alone, so that only an invitation can fail.
  const { author: alice } = await judge.bootstrapped();
  const [first, second] = [freshAddress(judge), freshAddress(judge, 'yves')];
  const ofFirst = await inviteUser(judge, alice, first);
  const ofSecond = await inviteUser(judge, alice, second);
  judge.expect.that(ofFirst.hex !== ofSecond.hex, 'two tokens for two addresses', ofFirst.hex);
  await expectInvitation(judge, ofFirst, first);
  await expectInvitation(judge, ofSecond, second);
});

verifies('invite_new_user/gives-token', { case: 'another-admin' }, async (judge) => {
  const { adam } = await invitationOrganization(judge);
  const email = freshAddress(judge);
  await expectInvitation(judge, await inviteUser(judge, adam, email), email);
});

verifies('invite_new_user/tells-mail-outcome', async (judge) => {
  const { alice } = await invitationOrganization(judge);
  const answer = await askUserInvitation(judge, alice, freshAddress(judge));
  expectMailOutcome(judge, answer);
});

verifies('invite_new_user/no-mail-unasked', { case: 'told-as-success' }, async (judge) => {
  const { alice } = await invitationOrganization(judge);
  const answer = await askUserInvitation(judge, alice, freshAddress(judge), { send_email: false });
  judge.expect.equal(judge.expect.reply(answer).email_sent, 'SUCCESS', 'email_sent', answer);
});

verifies('invite_new_user/revoked-may-return', async (judge) => {
  const { author } = await judge.bootstrapped();
  const bob = await judge.members.enrol(author, 'bob');
  const { email } = bob.person;
  const before = await askUserInvitation(judge, author, email, { label: 'while bob is a member' });
  judge.expect.answer(before, 'claimer_email_already_enrolled', 'while bob is a member');
  await judge.members.revoke(author, bob.person);
  const answer = await judge.eventually(
    () => askUserInvitation(judge, author, email),
    'ok',
    'the revocation of bob',
  );
  await expectInvitation(judge, invitationIn(judge, author, answer), email);
  judge.expect.equal((await listInvitations(judge, author)).length, 1, 'invitations in the list');
});
