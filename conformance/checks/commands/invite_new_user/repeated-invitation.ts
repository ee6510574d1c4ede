import { verifies } from '../../../src/judge/verifies.ts';
import {
  askInfo,
  askUserInvitation,
  cancelInvitation,
  completeInvitation,
  invitationIn,
  inviteUser,
  itemOf,
  listInvitations,
} from '../../../src/vocabulary/actions/invitations.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/vocabulary/organizations/invitation-organization.ts';

for (const [who, name] of [
  ['same-admin', 'alice'],
  ['another-admin', 'adam'],
] as const) {
  verifies('invite_new_user/pending-is-reused', { case: who }, async (judge) => {
    const { alice, [name]: second } = await invitationOrganization(judge);
    const email = freshAddress(judge);
    const first = await inviteUser(judge, alice, email);
    const before = itemOf(judge, await listInvitations(judge, alice), first);
    const again = await inviteUser(judge, second, email);
    judge.expect.equal(again.hex, first.hex, 'the token of the second invitation');
    const items = await listInvitations(judge, alice, 'the list after the second');
    const own = items.filter(({ claimer_email }) => claimer_email === email);
    judge.expect.equal(own, [before], 'items of that address');
    const creator = judge.expect.map(own[0] ?? {}, 'created_by');
    judge.expect.equal(creator.user_id, alice.person.userId, 'creator');
    judge.expect.reply(await askInfo(judge, first), 'ok', 'invite_info with the token');
  });
}

const rounds = 4;

verifies(
  'invite_new_user/pending-is-reused',
  { case: 'at-once', why: 'A server that checks and then inserts without a lock creates two invitations.' },
  async (judge) => {
    const { alice, adam } = await invitationOrganization(judge);
    for (let round = 1; round <= rounds; round += 1) {
      const email = freshAddress(judge);
      const authors = [alice, adam, alice, adam];
      const answers = await judge.atOnce(
        authors.map((author) => () => askUserInvitation(judge, author, email, { label: `round ${round}` })),
      );
      const [first, ...others] = answers.map((answer) => invitationIn(judge, alice, answer).hex);
      for (const hex of others) judge.expect.equal(hex, first, `the token in round ${round}`);
      const items = await listInvitations(judge, alice);
      const own = items.filter(({ claimer_email }) => claimer_email === email);
      judge.expect.equal(own.length, 1, `items of the address of round ${round}`);
    }
  },
);

for (const [end, finish] of [
  ['cancelled', cancelInvitation],
  ['completed', completeInvitation],
] as const) {
  verifies('invite_new_user/ended-is-not-reused', { case: end }, async (judge) => {
    const { alice } = await invitationOrganization(judge);
    const email = freshAddress(judge);
    const old = await inviteUser(judge, alice, email);
    judge.expect.reply(await askInfo(judge, old), 'ok', 'invite_info before the end');
    judge.expect.reply(await finish(judge, alice, old), 'ok', `${end} invitation`);
    const fresh = await inviteUser(judge, alice, email);
    judge.expect.that(fresh.hex !== old.hex, 'a token other than that of the ended one', fresh.hex);
    judge.expect.answer(await askInfo(judge, old), 410, 'the old token');
    judge.expect.reply(await askInfo(judge, fresh), 'ok', 'the new token');
  });
}
