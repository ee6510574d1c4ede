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
  tokensIn,
} from '../../../src/vocabulary/actions/invitations.ts';
import { expectRecent } from '../../../src/vocabulary/matchers/timestamps.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';
import type { Instant } from '../../../src/wire/values.ts';

// The model sees neither times nor handles, and stories have no addresses with capitals.

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
  await inviteUser(judge, adam, email);
  const itemForAdam = itemOf(judge, await listInvitations(judge, adam), invitation);
  judge.expect.equal(itemForAdam, item, 'the same later, for another ADMIN who invites again');
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

// The model reads a list in any order, because the clocks of nodes may differ.
verifies('invite_list/ordered-by-creation', async (judge) => {
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
