import type { Judge } from '../../../src/judge/judge.ts';
import type { Member } from '../../../src/judge/members.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import {
  cancelInvitation,
  completeInvitation,
  inviteDevice,
  inviteUser,
  itemOf,
  listInvitations,
  statusIn,
  tokensIn,
} from '../../../src/vocabulary/actions/invitations.ts';
import { expectRecent } from '../../../src/vocabulary/matchers/timestamps.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/vocabulary/organizations/invitation-organization.ts';
import type { Instant } from '../../../src/wire/values.ts';

verifies('invite_list/admins-see-all', async (judge) => {
  const { alice, adam } = await invitationOrganization(judge);
  const ofAlice = await inviteUser(judge, alice, freshAddress(judge));
  const ofAdam = await inviteUser(judge, adam, freshAddress(judge));
  for (const reader of [alice, adam]) {
    const items = await listInvitations(judge, reader, `the list of ${reader.person.name}`);
    for (const [invitation, creator] of [
      [ofAlice, alice],
      [ofAdam, adam],
    ] as const) {
      const { type, created_by } = itemOf(judge, items, invitation);
      judge.expect.equal(type, 'USER', 'type');
      const { user_id } = judge.expect.map({ created_by }, 'created_by');
      judge.expect.equal(user_id, creator.person.userId, 'creator');
    }
  }
});

for (const [profile, name] of [
  ['standard', 'bob'],
  ['outsider', 'mallory'],
] as const) {
  verifies('invite_list/others-see-none', { case: profile }, async (judge) => {
    const { alice, [name]: reader } = await invitationOrganization(judge);
    const invitation = await inviteUser(judge, alice, freshAddress(judge));
    const users = (await listInvitations(judge, reader)).filter(({ type }) => type !== 'DEVICE');
    judge.expect.equal(users, [], `user invitations in the list of ${name}`);
    judge.expect.equal(
      statusIn(judge, await listInvitations(judge, alice), invitation),
      'PENDING',
      'for an ADMIN',
    );
  });
}

verifies('invite_list/others-see-none', { case: 'demoted-creator' }, async (judge) => {
  const { author } = await judge.bootstrapped();
  const adam = await judge.members.enrol(author, 'adam', { profile: 'ADMIN' });
  const invitation = await inviteUser(judge, adam, freshAddress(judge));
  judge.expect.equal(
    tokensIn(await listInvitations(judge, adam)),
    [invitation.hex],
    'tokens while adam is ADMIN',
  );
  await judge.members.setProfile(author, adam.person, 'STANDARD');
  judge.expect.equal(await listInvitations(judge, adam), [], 'the list of adam as STANDARD');
  judge.expect.equal(tokensIn(await listInvitations(judge, author)), [invitation.hex], 'tokens for alice');
});

/** The common fields of every item: creator, creation time and status. */
function expectHonest(judge: Judge, item: Readonly<Record<string, unknown>>, creator: Member, by: Instant) {
  const { userId, email, label } = creator.person;
  const named = { type: 'USER', user_id: userId, human_handle: [email, label] };
  judge.expect.hasFields(item.created_by, named, 'created_by');
  judge.expect.equal(item.status, 'PENDING', 'status');
  expectRecent(judge, judge.expect.instant(item, 'created_on'), by, 'created_on: the time of the call');
}

verifies('invite_list/item-fields', { case: 'user' }, async (judge) => {
  const { author } = await judge.bootstrapped();
  const adam = await judge.members.enrol(author, 'adam', { profile: 'ADMIN' });
  // Email addresses are case-sensitive.
  const email = freshAddress(judge, 'Zack.B');
  const by = judge.now();
  const invitation = await inviteUser(judge, author, email);
  const items = await listInvitations(judge, author);
  const item = itemOf(judge, items, invitation);
  judge.expect.equal([item.type, item.claimer_email], ['USER', email], 'type and claimer_email');
  expectHonest(judge, item, author, by);
  judge.expect.equal(items, [item], 'the only item');
  const itemForAdam = itemOf(judge, await listInvitations(judge, adam), invitation);
  judge.expect.equal(itemForAdam, item, 'the same later, for another ADMIN');
});

verifies('invite_list/item-fields', { case: 'device' }, async (judge) => {
  const { author } = await judge.bootstrapped();
  const by = judge.now();
  const invitation = await inviteDevice(judge, author);
  const items = await listInvitations(judge, author);
  const item = itemOf(judge, items, invitation);
  judge.expect.equal(item.type, 'DEVICE', 'type');
  expectHonest(judge, item, author, by);
  judge.expect.equal(items, [item], 'the only item');
});

verifies(['invite_list/ended-stay-listed', 'invite_list/ordered-by-creation'], async (judge) => {
  const { author } = await judge.bootstrapped();
  const invite = () => inviteUser(judge, author, freshAddress(judge));
  const pending = await invite();
  const cancelled = await invite();
  const completed = await invite();
  const last = await inviteDevice(judge, author);
  judge.expect.reply(await completeInvitation(judge, author, completed), 'ok', 'the completion');
  judge.expect.reply(await cancelInvitation(judge, author, cancelled), 'ok', 'the cancellation');
  const items = await listInvitations(judge, author);
  const observed = tokensIn(items).map((hex, index) => [hex, items[index]?.status]);
  const expected = [
    [pending.hex, 'PENDING'],
    [cancelled.hex, 'CANCELLED'],
    [completed.hex, 'FINISHED'],
    [last.hex, 'PENDING'],
  ];
  judge.expect.equal(observed, expected, 'tokens and statuses, by creation');
});

verifies('invite_list/own-devices-only', async (judge) => {
  const { author } = await judge.bootstrapped();
  const bob = await judge.members.enrol(author, 'bob');
  const phone = await judge.members.addDevice(bob, 'bob-phone');
  const invitation = await inviteDevice(judge, bob);
  for (const device of [bob, phone]) {
    const items = await listInvitations(judge, device, `the list on ${device.device.label}`);
    judge.expect.equal(tokensIn(items), [invitation.hex], `tokens on ${device.device.label}`);
  }
  const carol = await judge.members.enrol(author, 'carol');
  judge.expect.equal(await listInvitations(judge, author), [], 'the list of an ADMIN');
  judge.expect.equal(await listInvitations(judge, carol), [], 'the list of another user');
});
