import { verifies } from '../../../src/judge/verifies.ts';
import {
  askDeviceInvitation,
  askInfo,
  cancelInvitation,
  completeInvitation,
  invitationIn,
  inviteDevice,
  listInvitations,
} from '../../../src/vocabulary/actions/invitations.ts';
import { expectMailOutcome } from '../../../src/vocabulary/observations/mail.ts';
import { invitationOrganization } from '../../../src/vocabulary/organizations/invitation-organization.ts';

// These are the only device invitations in the shared organization. No check ends them, so every
// caller gets the same ones.
for (const [profile, name] of [
  ['admin', 'adam'],
  ['standard', 'bob'],
  ['outsider', 'mallory'],
] as const) {
  verifies('invite_new_device/open-to-every-profile', { case: profile }, async (judge) => {
    const { [name]: author } = await invitationOrganization(judge);
    const answer = await askDeviceInvitation(judge, author);
    expectMailOutcome(judge, answer);
    const info = await askInfo(judge, invitationIn(judge, author, answer));
    const { type, claimer_user_id } = judge.expect.reply(info, 'ok', 'invite_info with the token');
    await judge.under('invite_info/device-invitation', () =>
      judge.expect.equal([type, claimer_user_id], ['DEVICE', author.person.userId], 'type and claimer', info),
    );
  });
}

verifies('invite_new_device/pending-is-reused', async (judge) => {
  const { author } = await judge.bootstrapped();
  const phone = await judge.members.addDevice(author, 'phone');
  const bob = await judge.members.enrol(author, 'bob');
  const first = await inviteDevice(judge, author);
  judge.expect.equal((await inviteDevice(judge, author)).hex, first.hex, 'the token for the same device');
  judge.expect.equal((await inviteDevice(judge, phone)).hex, first.hex, 'the token for another device');
  const other = await inviteDevice(judge, bob);
  judge.expect.that(other.hex !== first.hex, 'another token for another user', other.hex);
});

for (const [end, finish] of [
  ['cancelled', cancelInvitation],
  ['completed', completeInvitation],
] as const) {
  verifies('invite_new_device/ended-is-not-reused', { case: end }, async (judge) => {
    const { author } = await judge.bootstrapped();
    const old = await inviteDevice(judge, author);
    judge.expect.reply(await askInfo(judge, old), 'ok', 'invite_info before the end');
    judge.expect.reply(await finish(judge, author, old), 'ok', `${end} invitation`);
    const fresh = await inviteDevice(judge, author);
    judge.expect.that(fresh.hex !== old.hex, 'a token other than that of the ended one', fresh.hex);
    judge.expect.answer(await askInfo(judge, old), 410, 'the old token');
    judge.expect.reply(await askInfo(judge, fresh), 'ok', 'the new token');
  });
}

verifies('invite_new_device/pending-is-reused', { case: 'at-once' }, async (judge) => {
  for (let round = 1; round <= 3; round += 1) {
    const { author } = await judge.bootstrapped();
    const calls = Array.from({ length: 4 }, () => () => askDeviceInvitation(judge, author));
    const answers = await judge.atOnce(calls);
    const [first, ...others] = answers.map((answer) => invitationIn(judge, author, answer).hex);
    for (const hex of others) judge.expect.equal(hex, first, `the token in round ${round}`);
    judge.expect.equal((await listInvitations(judge, author)).length, 1, `invitations after round ${round}`);
  }
});
