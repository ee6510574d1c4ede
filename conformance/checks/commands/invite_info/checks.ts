import { asRule } from '../../../src/judge/failure.ts';
import type { Judge } from '../../../src/judge/judge.ts';
import type { Member } from '../../../src/judge/members.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { adminChanges } from '../../../src/vocabulary/actions/admin-changes.ts';
import {
  claimerSide,
  completeSteps,
  greeterSide,
  joinAttempt,
  pairOf,
  start,
} from '../../../src/vocabulary/actions/greeting.ts';
import {
  askInfo,
  type Invitation,
  inviteDevice,
  inviteUser,
} from '../../../src/vocabulary/actions/invitations.ts';
import { setFrozen } from '../../../src/vocabulary/actions/member-calls.ts';
import { expectRecent } from '../../../src/vocabulary/matchers/timestamps.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/vocabulary/organizations/invitation-organization.ts';
import type { Fields } from '../../../src/wire/values.ts';

const handleOf = ({ person }: Member) => [person.email, person.label];
const creatorOf = (creator: Member) => ({
  type: 'USER',
  user_id: creator.person.userId,
  human_handle: handleOf(creator),
});

async function infoOf(judge: Judge, invitation: Invitation): Promise<Fields> {
  const answer = await askInfo(judge, invitation);
  return judge.expect.reply(answer, 'ok', 'invite_info');
}

/** The administrators in the reply, each a map. */
const administratorsIn = (judge: Judge, info: Fields): readonly Fields[] =>
  judge.expect.list(info, 'administrators').map((item) => judge.expect.map({ item }, 'item'));

/**
 * Asserts that the reply lists this user as administrator, and returns the entry. Otherwise a rule
 * about the list is broken, whatever the check is about.
 */
function administrator(judge: Judge, info: Fields, { person }: Member): Fields {
  const entries = administratorsIn(judge, info);
  const ids = entries.map(({ user_id }) => String(user_id));
  asRule(['invite_info/user-invitation', 'invite_info/administrators-are-present'], () =>
    judge.expect.that(ids.includes(person.userId.hex), `${person.name} among the administrators`, ids),
  );
  return entries.find(({ user_id }) => String(user_id) === person.userId.hex) ?? {};
}

/** Asserts that the reply lists exactly these administrators, in any order. */
function expectAdministrators(judge: Judge, info: Fields, admins: readonly Member[], when: string): void {
  const observed = administratorsIn(judge, info).map(({ user_id }) => String(user_id));
  const expected = admins.map(({ person }) => person.userId.hex);
  judge.expect.equal(observed.toSorted(), expected.toSorted(), `administrators ${when}`);
}

verifies('invite_info/user-invitation', async (judge) => {
  const { alice, adam } = await invitationOrganization(judge);
  // Email addresses are case-sensitive.
  const email = freshAddress(judge, 'Zack.B');
  const info = await infoOf(judge, await inviteUser(judge, alice, email));
  judge.expect.equal([info.type, info.claimer_email], ['USER', email], 'type and claimer_email');
  judge.expect.hasFields(info.created_by, creatorOf(alice), 'created_by');
  expectAdministrators(judge, info, [alice, adam], 'of an organization of four');
});

verifies('invite_info/administrator-fields', async (judge) => {
  const { alice, adam } = await invitationOrganization(judge);
  const info = await infoOf(judge, await inviteUser(judge, alice, freshAddress(judge)));
  for (const admin of [alice, adam]) {
    const entry = administrator(judge, info, admin);
    judge.expect.equal(entry.user_id, admin.person.userId, 'user_id');
    judge.expect.equal(entry.human_handle, handleOf(admin), 'human_handle');
    const words = ['ONLINE', 'OFFLINE', 'UNKNOWN'];
    const online = judge.expect.text(entry, 'online_status');
    judge.expect.that(words.includes(online), `online_status: one of ${words.join(', ')}`, online);
    const joined = 'last_greeting_attempt_joined_on' in entry;
    judge.expect.that(joined, 'a field last_greeting_attempt_joined_on', Object.keys(entry));
  }
});

verifies('invite_info/administrators-are-present', { case: 'promoted-and-demoted' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  const invitation = await inviteUser(judge, alice, freshAddress(judge));
  const tell = async (admins: readonly Member[], when: string) =>
    expectAdministrators(judge, await infoOf(judge, invitation), admins, when);
  await tell([alice], 'before');
  await judge.members.setProfile(alice, bob.person, 'ADMIN');
  await tell([alice, bob], 'after the promotion of bob');
  await judge.members.setProfile(alice, bob.person, 'STANDARD');
  await tell([alice], 'after the demotion of bob');
});

verifies('invite_info/administrators-are-present', { case: 'revoked' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
  const invitation = await inviteUser(judge, alice, freshAddress(judge));
  expectAdministrators(judge, await infoOf(judge, invitation), [alice, adam], 'before');
  await judge.members.revoke(alice, adam.person);
  expectAdministrators(judge, await infoOf(judge, invitation), [alice], 'after the revocation of adam');
});

verifies(
  'invite_info/administrators-are-present',
  { case: 'frozen', needs: ['administration'] },
  async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
    const bob = await judge.members.enrol(alice, 'bob');
    const invitation = await inviteUser(judge, alice, freshAddress(judge));
    for (const member of [adam, bob]) await setFrozen(judge, member, true);
    expectAdministrators(judge, await infoOf(judge, invitation), [alice, adam], 'while adam is frozen');
  },
);

/** The progress of a greeting with Adam before Adam is changed. */
const greetings: Readonly<Record<string, (judge: Judge, adam: Member, of: Invitation) => Promise<unknown>>> =
  {
    'that the greeter started': (judge, adam, of) => start(judge, greeterSide(judge, adam, of)),
    'that the claimer started': (judge, adam, of) => start(judge, claimerSide(judge, of, adam.person.userId)),
    'at step 0': (judge, adam, of) => joinAttempt(judge, pairOf(judge, adam, of)),
    'at step 3': async (judge, adam, of) => {
      const pair = pairOf(judge, adam, of);
      await completeSteps(judge, pair, await joinAttempt(judge, pair), 3);
    },
    'that the greeter cancelled': async (judge, adam, of) => {
      const pair = pairOf(judge, adam, of);
      judge.expect.reply(await pair.greeter.cancel(await joinAttempt(judge, pair)), 'ok', 'cancelling');
    },
    'that the claimer cancelled': async (judge, adam, of) => {
      const pair = pairOf(judge, adam, of);
      judge.expect.reply(await pair.claimer.cancel(await joinAttempt(judge, pair)), 'ok', 'cancelling');
    },
  };

for (const { name, needs, apply, isAdmin } of adminChanges)
  verifies('invite_info/administrators-are-present', { needs, case: `greeter-${name}` }, async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
    const invitations: (readonly [string, Invitation])[] = [];
    for (const [index, [how, greet]] of Object.entries(greetings).entries()) {
      // Covers a greeting by the creator, and one by another ADMIN.
      const invitation = await inviteUser(judge, index % 2 === 0 ? alice : adam, freshAddress(judge));
      await greet(judge, adam, invitation);
      await start(judge, greeterSide(judge, alice, invitation));
      invitations.push([how, invitation]);
    }
    const all = [alice, adam];
    for (const [how, invitation] of invitations.slice(0, 2))
      expectAdministrators(judge, await infoOf(judge, invitation), all, `in a greeting ${how}`);
    await apply(judge, alice, adam);
    const expected = isAdmin ? all : [alice];
    for (const [how, invitation] of invitations)
      expectAdministrators(
        judge,
        await infoOf(judge, invitation),
        expected,
        `once adam is ${name}, after a greeting ${how}`,
      );
    // A start, refused or not, changes nothing.
    for (const [how, invitation] of invitations.slice(0, 2)) {
      await claimerSide(judge, invitation, adam.person.userId).startAttempt();
      const when = `once adam is ${name}, after a greeting ${how} and another start`;
      expectAdministrators(judge, await infoOf(judge, invitation), expected, when);
    }
  });

// Three administrators greet. They lose the profile one after the other, and one regains it.
verifies('invite_info/administrators-are-present', { case: 'greeters-change' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
  const invitation = await inviteUser(judge, adam, freshAddress(judge));
  await start(judge, greeterSide(judge, adam, invitation));
  const bob = await judge.members.enrol(alice, 'bob', { profile: 'ADMIN' });
  await start(judge, greeterSide(judge, bob, invitation));
  expectAdministrators(judge, await infoOf(judge, invitation), [alice, adam, bob], 'while three may greet');
  await judge.members.setProfile(bob, adam.person, 'OUTSIDER');
  expectAdministrators(judge, await infoOf(judge, invitation), [alice, bob], 'after the demotion of adam');
  await judge.members.revoke(bob, alice.person);
  const info = await infoOf(judge, invitation);
  expectAdministrators(judge, info, [bob], 'after the revocation of alice');
  judge.expect.hasFields(info.created_by, creatorOf(adam), 'created_by');
  await judge.members.setProfile(bob, adam.person, 'ADMIN');
  expectAdministrators(judge, await infoOf(judge, invitation), [adam, bob], 'after adam is ADMIN again');
});

verifies('invite_info/creator-named-anyway', async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
  const invitation = await inviteUser(judge, adam, freshAddress(judge));
  judge.expect.hasFields((await infoOf(judge, invitation)).created_by, creatorOf(adam), 'created_by before');
  await judge.members.setProfile(alice, adam.person, 'STANDARD');
  const info = await infoOf(judge, invitation);
  judge.expect.hasFields(info.created_by, creatorOf(adam), 'created_by after the demotion of adam');
  expectAdministrators(judge, info, [alice], 'after the demotion of adam');
});

verifies('invite_info/device-invitation', async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  const info = await infoOf(judge, await inviteDevice(judge, bob));
  judge.expect.equal(
    [info.type, info.claimer_user_id, info.claimer_human_handle],
    ['DEVICE', bob.person.userId, handleOf(bob)],
    'type and claimer',
  );
  judge.expect.hasFields(info.created_by, creatorOf(bob), 'created_by');
  judge.expect.that(!('administrators' in info), 'no administrators', Object.keys(info));
});

verifies('invite_info/last-joined', async (judge) => {
  const { alice, adam } = await invitationOrganization(judge);
  const invitation = await inviteUser(judge, alice, freshAddress(judge));
  const other = await inviteUser(judge, alice, freshAddress(judge));
  const joined = async (of: Invitation, who: Member) =>
    administrator(judge, await infoOf(judge, of), who).last_greeting_attempt_joined_on;
  judge.expect.equal(await joined(invitation, adam), null, 'adam before any start');

  const by = judge.now();
  const side = greeterSide(judge, adam, invitation);
  const attempt = await start(judge, side);
  const first = judge.expect.instant({ joined: await joined(invitation, adam) }, 'joined');
  expectRecent(judge, first, by, 'the time of the start');
  judge.expect.equal(await joined(invitation, alice), null, 'alice, who did not start');
  judge.expect.equal(await joined(other, adam), null, 'adam on another invitation');

  // Only the greeter's own starts count.
  for (const { person } of [adam, alice]) await start(judge, claimerSide(judge, invitation, person.userId));
  judge.expect.equal(await joined(invitation, adam), first, 'adam after the start of the claimer');
  judge.expect.equal(await joined(invitation, alice), null, 'alice, with whom only the claimer has started');

  judge.expect.reply(await side.cancel(attempt), 'ok', 'cancelling the attempt');
  judge.expect.equal(await joined(invitation, adam), first, 'adam after the cancelling');
  await start(judge, side);
  const second = judge.expect.instant({ joined: await joined(invitation, adam) }, 'joined');
  judge.expect.that(second.micros > first.micros, 'a later time after the second start', second);
});

verifies('invite_info/last-joined', { case: 'promoted-again' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
  const invitation = await inviteUser(judge, alice, freshAddress(judge));
  const joined = async () =>
    administrator(judge, await infoOf(judge, invitation), adam).last_greeting_attempt_joined_on;
  await start(judge, greeterSide(judge, adam, invitation));
  const first = judge.expect.instant({ joined: await joined() }, 'joined');
  await judge.members.setProfile(alice, adam.person, 'STANDARD');
  await judge.members.setProfile(alice, adam.person, 'ADMIN');
  judge.expect.equal(await joined(), first, 'adam, who is ADMIN again');
});
