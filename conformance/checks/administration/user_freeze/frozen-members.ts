import type { Judge } from '../../../src/judge/judge.ts';
import type { Member } from '../../../src/judge/members.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { joinCertificates } from '../../../src/people/added-certificates.ts';
import { joinAttempt, pairOf } from '../../../src/vocabulary/actions/greeting.ts';
import {
  askInfo,
  askUserInvitation,
  type Invitation,
  inviteDevice,
  inviteUser,
  listInvitations,
  statusIn,
} from '../../../src/vocabulary/actions/invitations.ts';
import { askOrganization, setFrozen, tryEnrol } from '../../../src/vocabulary/actions/member-calls.ts';
import {
  certificatesOf,
  expectCommon,
  expectedUser,
  expectedUsers,
  listedUsers,
} from '../../../src/vocabulary/observations/organization.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';

const needs = ['administration'] as const;
const limitReached = 'active_users_limit_reached';

verifies('user_freeze/user-not-revoked', { needs }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  const carol = await judge.members.enrol(alice, 'carol');
  await judge.members.revoke(alice, bob.person);
  const freeze = (selector: { user_id?: string; user_email?: string }, frozen: boolean) =>
    judge.administration.freeze(
      alice.organization,
      { frozen, ...selector },
      { label: JSON.stringify(selector) },
    );
  for (const frozen of [true, false]) {
    const what = frozen ? 'freezing' : 'unfreezing';
    const byId = await freeze({ user_id: bob.person.userId.hex }, frozen);
    judge.expect.answer(byId, 404, `${what} a revoked user by id`);
    const byEmail = await freeze({ user_email: bob.person.email }, frozen);
    judge.expect.answer(byEmail, 404, `${what} a revoked user by e-mail`);
    const other = await freeze({ user_id: carol.person.userId.hex }, frozen);
    judge.expect.equal(judge.expect.json(other).frozen, frozen, `${what} another user`, other);
  }
});

// If two users had the e-mail address in succession, it selects the current one.
verifies('user_freeze/by-id-or-email', { needs, case: 'reused-email' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  await judge.members.revoke(alice, bob.person);
  const { email, label } = bob.person;
  const again = await judge.members.enrol(alice, { ...judge.cast.person('bob-again'), email, label });
  const answer = await judge.administration.freeze(alice.organization, { frozen: true, user_email: email });
  judge.expect.equal(
    judge.expect.json(answer),
    expectedUser(again.person, true),
    'the record of the user',
    answer,
  );
  await judge.eventually(() => askOrganization(judge, again), 462, 'the freeze');
  judge.expect.reply(await askOrganization(judge, alice), 'ok', 'another user');
});

verifies('user_freeze/belongs-to-user-id', { needs }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  const user = { frozen: true, user_email: bob.person.email };
  judge.expect.json(await judge.administration.freeze(alice.organization, user));
  await judge.eventually(() => askOrganization(judge, bob), 462, 'the freeze');
  await judge.members.revoke(alice, bob.person);
  const { email, label } = bob.person;
  const again = await judge.members.enrol(alice, { ...judge.cast.person('bob-again'), email, label });
  judge.expect.reply(await askOrganization(judge, again), 'ok', 'a new user of the same e-mail');
  const expected = expectedUsers([alice.person, again.person]);
  judge.expect.equal(await listedUsers(judge, alice.organization), expected, 'users');
});

verifies('user_freeze/keeps-certificates', { needs, case: 'of-another' }, async (judge) => {
  const { author: alice, bootstrap } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  await setFrozen(judge, bob, true);
  await judge.eventually(() => askOrganization(judge, bob), 462, 'the freeze');
  const { common } = await certificatesOf(judge, alice);
  await expectCommon(judge, common, joinCertificates(bootstrap, bob.enrolment).full, 'common certificates');
});

verifies('user_freeze/keeps-certificates', { needs, case: 'invitations' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
  await expectInvitationKept(judge, adam, () => inviteUser(judge, adam, freshAddress(judge)), alice);
});

for (const profile of ['ADMIN', 'STANDARD', 'OUTSIDER'] as const)
  verifies(
    'user_freeze/keeps-certificates',
    { needs, case: `device-invitation-of-${profile.toLowerCase()}` },
    async (judge) => {
      const { author: alice } = await judge.bootstrapped();
      const zoe = await judge.members.enrol(alice, 'zoe', { profile });
      const invitation = await expectInvitationKept(judge, zoe, () => inviteDevice(judge, zoe));
      judge.expect.equal(
        await inviteDevice(judge, zoe),
        invitation,
        'the pending invitation, requested again',
      );
    },
  );

/**
 * Asserts that an invitation stays pending while its creator is frozen, by id and then by e-mail,
 * and leads to a greeting afterwards. `reader` can list it meanwhile.
 */
async function expectInvitationKept(
  judge: Judge,
  creator: Member,
  invite: () => Promise<Invitation>,
  reader?: Member,
): Promise<Invitation> {
  const invitation = await invite();
  const { userId, email } = creator.person;
  for (const user of [{ user_id: userId.hex }, { user_email: email }]) {
    const by = `frozen by ${Object.keys(user)}`;
    const freeze = async (frozen: boolean) =>
      judge.expect.json(await judge.administration.freeze(creator.organization, { frozen, ...user }));
    await freeze(true);
    await judge.eventually(() => askOrganization(judge, creator), 462, 'the freeze');
    await judge.under('user_freeze/keeps-certificates', async () => {
      const during = reader === undefined ? undefined : await listInvitations(judge, reader);
      if (during !== undefined) judge.expect.equal(statusIn(judge, during, invitation), 'PENDING', by);
      judge.expect.reply(await askInfo(judge, invitation), 'ok', `invite_info, its creator ${by}`);
    });
    await freeze(false);
    await judge.eventually(() => askOrganization(judge, creator), 'ok', 'the unfreezing');
    const after = await listInvitations(judge, creator);
    judge.expect.equal(statusIn(judge, after, invitation), 'PENDING', `status, its creator once ${by}`);
  }
  await joinAttempt(judge, pairOf(judge, creator, invitation));
  return invitation;
}

verifies('user_freeze/keeps-seat', { needs }, async (judge) => {
  const { author: alice } = await judge.bootstrapped({ active_users_limit: 2 });
  const bob = await judge.members.enrol(alice, 'bob');
  await setFrozen(judge, bob, true);
  judge.expect.reply(await tryEnrol(judge, alice, 'carol'), limitReached, 'carol beside a frozen bob');
  const limit = { active_users_limit: 3 };
  judge.expect.json(await judge.administration.patch(alice.organization, limit));
  judge.expect.reply(await tryEnrol(judge, alice, 'carol'), 'ok', 'carol with a seat more');
});

verifies('user_freeze/keeps-email-enrolled', { needs }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  await setFrozen(judge, bob, true);
  const again = { ...judge.cast.person('bob-again'), email: bob.person.email };
  const enrolsAgain = () => judge.members.send(alice, judge.members.enrolment(alice, { person: again }));
  judge.expect.reply(await enrolsAgain(), 'human_handle_already_taken', 'the e-mail of a frozen user');
  const invited = await askUserInvitation(judge, alice, bob.person.email);
  judge.expect.answer(invited, 'claimer_email_already_enrolled', 'an invitation of a frozen user');
  await judge.members.revoke(alice, bob.person);
  judge.expect.reply(await enrolsAgain(), 'ok', 'the same e-mail, after its user is revoked');
});
