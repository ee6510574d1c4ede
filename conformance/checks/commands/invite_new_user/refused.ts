import {
  askUserInvitation,
  invitationIn,
  listInvitations,
  statusIn,
  tokensIn,
} from '../../../src/case/actions/invitations.ts';
import { setFrozen } from '../../../src/case/actions/member-calls.ts';
import type { Member } from '../../../src/case/members.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/case/organizations/invitation-organization.ts';
import { verifies } from '../../../src/case/verifies.ts';

for (const [profile, name] of [
  ['standard', 'bob'],
  ['outsider', 'mallory'],
] as const) {
  verifies('invite_new_user/author-is-admin', { case: profile }, async (judge) => {
    const { alice, [name]: author } = await invitationOrganization(judge);
    const email = freshAddress(judge);
    const before = tokensIn(await listInvitations(judge, alice));
    const refused = await askUserInvitation(judge, author, email, { label: 'broken' });
    const after = await listInvitations(judge, alice, 'the list after the refusal');
    judge.expect.answer(refused, 'author_not_allowed', `an invitation by ${name}`);
    const added = after.filter(({ claimer_email }) => claimer_email === email);
    judge.expect.equal(added, [], 'invitations of that address');
    judge.expect.that(after.length >= before.length, 'the invitations from before', after.length);
    const valid = invitationIn(judge, alice, await askUserInvitation(judge, alice, email));
    judge.expect.equal(statusIn(judge, await listInvitations(judge, alice), valid), 'PENDING', 'status');
  });
}

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

for (const [profile, name] of [
  ['member', 'bob'],
  ['outsider', 'mallory'],
  ['administrator', 'adam'],
] as const) {
  verifies('invite_new_user/claimer-not-enrolled', { case: profile }, async (judge) => {
    const { alice, [name]: enrolled } = await invitationOrganization(judge);
    const { email } = enrolled.person;
    const { valid } = await judge.twin({
      broken: () => askUserInvitation(judge, alice, email),
      refused: 'claimer_email_already_enrolled',
      valid: () => askUserInvitation(judge, alice, freshAddress(judge)),
    });
    const items = await listInvitations(judge, alice);
    const own = items.filter(({ claimer_email }) => claimer_email === email);
    judge.expect.equal(own, [], `invitations of ${name}`);
    judge.expect.equal(statusIn(judge, items, invitationIn(judge, alice, valid)), 'PENDING', 'status');
  });
}

verifies('invite_new_user/claimer-not-enrolled', { case: 'oneself' }, async (judge) => {
  const { alice } = await invitationOrganization(judge);
  await judge.twin({
    broken: () => askUserInvitation(judge, alice, alice.person.email),
    refused: 'claimer_email_already_enrolled',
    valid: () => askUserInvitation(judge, alice, freshAddress(judge)),
  });
});

verifies(
  'invite_new_user/claimer-not-enrolled',
  { case: 'frozen', needs: ['administration'] },
  async (judge) => {
    const { author } = await judge.bootstrapped();
    const bob = await judge.members.enrol(author, 'bob');
    await setFrozen(judge, bob, true);
    await judge.twin({
      broken: () => askUserInvitation(judge, author, bob.person.email),
      refused: 'claimer_email_already_enrolled',
      valid: () => askUserInvitation(judge, author, freshAddress(judge)),
    });
  },
);
