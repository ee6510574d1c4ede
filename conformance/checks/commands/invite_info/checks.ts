import { asRule } from '../../../src/judge/failure.ts';
import type { Judge } from '../../../src/judge/judge.ts';
import type { Member } from '../../../src/judge/members.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { claimerSide, greeterSide, start } from '../../../src/vocabulary/actions/greeting.ts';
import {
  askInfo,
  type Invitation,
  inviteDevice,
  inviteUser,
} from '../../../src/vocabulary/actions/invitations.ts';
import { expectRecent } from '../../../src/vocabulary/matchers/timestamps.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/vocabulary/organizations/invitation-organization.ts';
import type { Fields } from '../../../src/wire/values.ts';

// The model sees neither times nor handles, and stories have no addresses with capitals.

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

verifies('invite_info/user-invitation', async (judge) => {
  const { alice, adam } = await invitationOrganization(judge);
  // Email addresses are case-sensitive.
  const email = freshAddress(judge, 'Zack.B');
  const info = await infoOf(judge, await inviteUser(judge, alice, email));
  judge.expect.equal([info.type, info.claimer_email], ['USER', email], 'type and claimer_email');
  judge.expect.hasFields(info.created_by, creatorOf(alice), 'created_by');
  for (const admin of [alice, adam]) administrator(judge, info, admin);
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
