import type { Judge } from '../../../src/judge/judge.ts';
import type { Member } from '../../../src/judge/members.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { adminChanges } from '../../../src/vocabulary/actions/admin-changes.ts';
import { joinAttempt, pairOf } from '../../../src/vocabulary/actions/greeting.ts';
import {
  askInfo,
  cancelInvitation,
  completeInvitation,
  endings,
  type Invitation,
  inviteUser,
  itemOf,
  listInvitations,
  statusIn,
  tokensIn,
} from '../../../src/vocabulary/actions/invitations.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';
import { endingRules } from './ending-rules.ts';

/** Two ADMINs. Adam creates invitations, then Alice changes Adam. */
async function admins(judge: Judge) {
  const { author: alice } = await judge.bootstrapped();
  const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
  return { alice, adam };
}

const creatorOf = ({ person }: Member) => ({
  type: 'USER',
  user_id: person.userId,
  human_handle: [person.email, person.label],
});

for (const { name, needs, apply } of adminChanges) {
  const options = { needs, case: `creator-${name}` };

  // One invitation of each kind: pending, repeated by another ADMIN, cancelled, completed.
  verifies(['invite_list/admins-see-all', 'invite_list/item-fields'], options, async (judge) => {
    const { alice, adam } = await admins(judge);
    const email = freshAddress(judge);
    const pending = await inviteUser(judge, adam, freshAddress(judge));
    const repeated = await inviteUser(judge, adam, email);
    await inviteUser(judge, alice, email);
    const cancelled = await inviteUser(judge, adam, freshAddress(judge));
    judge.expect.reply(await cancelInvitation(judge, adam, cancelled), 'ok', 'a cancellation');
    const completed = await inviteUser(judge, adam, freshAddress(judge));
    judge.expect.reply(await completeInvitation(judge, alice, completed), 'ok', 'a completion');
    await apply(judge, alice, adam);
    const items = await listInvitations(judge, alice, 'the list of another ADMIN');
    const invitations = { pending, repeated, cancelled, completed };
    const names = new Map(Object.entries(invitations).map(([name, { hex }]) => [hex, name]));
    const observed = tokensIn(items).map((hex, index) => [names.get(hex), items[index]?.status]);
    const expected = [
      ['pending', 'PENDING'],
      ['repeated', 'PENDING'],
      ['cancelled', 'CANCELLED'],
      ['completed', 'FINISHED'],
    ];
    await judge.under('invite_list/admins-see-all', () =>
      judge.expect.equal(observed, expected, `invitations and statuses, their creator ${name}`),
    );
    await judge.under('invite_list/item-fields', () => {
      for (const item of items)
        judge.expect.hasFields(item.created_by, creatorOf(adam), `created_by, the creator ${name}`);
      judge.expect.equal(itemOf(judge, items, repeated).claimer_email, email, 'claimer_email');
    });
  });

  verifies(['invite_info/user-invitation', 'invite_info/creator-named-anyway'], options, async (judge) => {
    const { alice, adam } = await admins(judge);
    const email = freshAddress(judge);
    const invitation = await inviteUser(judge, adam, email);
    await apply(judge, alice, adam);
    const answer = await askInfo(judge, invitation);
    const info = judge.expect.reply(answer, 'ok', `invite_info, the creator ${name}`);
    await judge.under('invite_info/user-invitation', () =>
      judge.expect.equal([info.type, info.claimer_email], ['USER', email], 'type and claimer_email', answer),
    );
    await judge.under('invite_info/creator-named-anyway', () =>
      judge.expect.hasFields(info.created_by, creatorOf(adam), `created_by, the creator ${name}`, answer),
    );
    // The invitation is also usable: another ADMIN greets its claimer.
    await joinAttempt(judge, pairOf(judge, alice, invitation));
  });

  for (const { command, call, became } of Object.values(endings)) {
    verifies(endingRules[command].anyAdmin, options, async (judge) => {
      const { alice, adam } = await admins(judge);
      const invitation = await inviteUser(judge, adam, freshAddress(judge));
      await apply(judge, alice, adam);
      judge.expect.reply(await call(judge, alice, invitation), 'ok', `by alice, the creator ${name}`);
      judge.expect.equal(statusIn(judge, await listInvitations(judge, alice), invitation), became, 'status');
      judge.expect.answer(await askInfo(judge, invitation), 410, 'its token');
    });
  }

  verifies('invite_complete/by-the-enrolled-claimer', options, async (judge) => {
    const { alice, adam } = await admins(judge);
    const zack = judge.cast.newUser('zack');
    const invitation = await inviteUser(judge, adam, zack.email);
    await apply(judge, alice, adam);
    const claimer = await judge.members.enrol(alice, zack, { profile: 'OUTSIDER' });
    judge.expect.reply(await completeInvitation(judge, claimer, invitation), 'ok', 'by the claimer');
    judge.expect.equal(
      statusIn(judge, await listInvitations(judge, alice), invitation),
      'FINISHED',
      'status',
    );
  });

  verifies('invite_new_user/pending-is-reused', options, async (judge) => {
    const { alice, adam } = await admins(judge);
    const email = freshAddress(judge);
    const first = await inviteUser(judge, adam, email);
    const before = itemOf(judge, await listInvitations(judge, alice), first);
    await apply(judge, alice, adam);
    judge.expect.equal(
      (await inviteUser(judge, alice, email)).hex,
      first.hex,
      'the token of a repeated request',
    );
    const items = await listInvitations(judge, alice);
    const item = itemOf(judge, items, first);
    judge.expect.equal(items, [item], 'the only item');
    await judge.under('invite_list/item-fields', () =>
      judge.expect.equal(item, before, 'the item, as before'),
    );
  });
}

/**
 * Neither expiry nor a new user with the same address affects the invitations of a former
 * administrator.
 */
const afterwards = {
  reopened: async (judge: Judge, { organization }: Member) => {
    for (const is_expired of [true, false])
      judge.expect.json(await judge.administration.patch(organization, { is_expired }));
  },
  'address-reused': async (judge: Judge, alice: Member, adam: Member) => {
    const { email, label } = adam.person;
    await judge.members.enrol(alice, { ...judge.cast.person('adam-again'), email, label });
  },
} as const;

for (const [name, happens] of Object.entries(afterwards)) {
  verifies(
    ['invite_list/admins-see-all', 'invite_list/item-fields', 'invite_info/user-invitation'],
    { needs: ['administration'], case: `creator-revoked-${name}` },
    async (judge) => {
      const { alice, adam } = await admins(judge);
      const invitation = await inviteUser(judge, adam, freshAddress(judge));
      const before = await itemAndCreator(judge, alice, invitation);
      await judge.members.revoke(alice, adam.person);
      await happens(judge, alice, adam);
      const after = await itemAndCreator(judge, alice, invitation);
      judge.expect.equal(after, before, 'item and created_by, as before');
      judge.expect.hasFields(after.created_by, creatorOf(adam), 'created_by');
    },
  );
}

/** The only item of the list, and the creator in `invite_info`. */
async function itemAndCreator(judge: Judge, reader: Member, invitation: Invitation) {
  const items = await listInvitations(judge, reader);
  const item = itemOf(judge, items, invitation);
  judge.expect.equal(items, [item], 'the only item');
  const { created_by } = judge.expect.reply(await askInfo(judge, invitation), 'ok', 'invite_info');
  return { item, created_by };
}
