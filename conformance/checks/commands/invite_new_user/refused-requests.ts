import type { Member } from '../../../src/judge/members.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { askUserInvitation } from '../../../src/vocabulary/actions/invitations.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/vocabulary/organizations/invitation-organization.ts';

verifies(
  'invite_new_user/author-is-admin',
  { case: 'demoted', why: 'A demoted user must no longer be able to invite.' },
  async (judge) => {
    const { author } = await judge.bootstrapped();
    const adam = await judge.members.enrol(author, 'adam', { profile: 'ADMIN' });
    const first = freshAddress(judge, 'first');
    const ask = (by: Member, email: string) => askUserInvitation(judge, by, email);
    judge.expect.reply(await ask(adam, first), 'ok', 'while adam is ADMIN');
    await judge.members.setProfile(author, adam.person, 'STANDARD');
    // Uses a new address each time, so that an earlier accepted call does not answer the next one.
    await judge.eventually(() => ask(adam, freshAddress(judge)), 'author_not_allowed', 'the demotion');
    judge.expect.reply(await ask(author, first), 'ok', 'a user who is still ADMIN');
  },
);

verifies('invite_new_user/claimer-not-enrolled', { case: 'oneself' }, async (judge) => {
  const { alice } = await invitationOrganization(judge);
  await judge.twin({
    broken: () => askUserInvitation(judge, alice, alice.person.email),
    refused: 'claimer_email_already_enrolled',
    valid: () => askUserInvitation(judge, alice, freshAddress(judge)),
  });
});
