import type { Judge } from '../../../src/judge/judge.ts';
import type { Member } from '../../../src/judge/members.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { claimerSide, greeterSide } from '../../../src/vocabulary/actions/greeting.ts';
import {
  askInfo,
  endings,
  type Invitation,
  inviteDevice,
  inviteUser,
  listInvitations,
  statusIn,
  tokensIn,
} from '../../../src/vocabulary/actions/invitations.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/vocabulary/organizations/invitation-organization.ts';

type Call = (judge: Judge, author: Member, invitation: Invitation) => ReturnType<typeof askInfo>;

/** Commands that name an invitation by its token. */
const commands: readonly (readonly [string, Call])[] = [
  ...Object.values(endings).map(({ command, call }) => [command.replace('invite_', ''), call] as const),
  ['greet', (judge, author, invitation) => greeterSide(judge, author, invitation).startAttempt()],
];

for (const [name, call] of commands) {
  verifies('invitations/token-of-its-organization', { case: name }, async (judge) => {
    const { alice } = await invitationOrganization(judge);
    const { author: stranger } = await judge.bootstrapped();
    const invitation = await inviteUser(judge, stranger, freshAddress(judge));
    await judge.twin({
      broken: () => call(judge, alice, invitation),
      refused: 'invitation_not_found',
      valid: () => call(judge, stranger, invitation),
    });
  });
}

verifies('invitations/kinds-never-mix', async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
  const invitation = await inviteDevice(judge, alice);
  const info = await askInfo(judge, invitation);
  const { type, claimer_user_id } = judge.expect.reply(info);
  await judge.under('invite_info/device-invitation', () =>
    judge.expect.equal([type, claimer_user_id], ['DEVICE', alice.person.userId], 'type and claimer', info),
  );
  // An ADMIN may greet the claimer of any user invitation.
  await judge.twin({
    broken: () => claimerSide(judge, invitation, adam.person.userId).startAttempt(),
    refused: 'greeter_not_allowed',
    valid: () => claimerSide(judge, invitation, alice.person.userId).startAttempt(),
  });
});

for (const [order, kinds] of [
  ['user-first', ['USER', 'DEVICE']],
  ['device-first', ['DEVICE', 'USER']],
] as const) {
  verifies('invitations/kinds-never-block', { case: order }, async (judge) => {
    const { author } = await judge.bootstrapped();
    const invitations: Invitation[] = [];
    for (const kind of kinds) {
      const invite =
        kind === 'USER' ? inviteUser(judge, author, freshAddress(judge)) : inviteDevice(judge, author);
      invitations.push(await invite);
    }
    const items = await listInvitations(judge, author);
    judge.expect.equal(
      tokensIn(items),
      invitations.map(({ hex }) => hex),
      'tokens',
    );
    judge.expect.equal(
      items.map(({ type, status }) => [type, status]),
      kinds.map((kind) => [kind, 'PENDING']),
      'types and statuses',
    );
    for (const [index, invitation] of invitations.entries()) {
      const answer = await askInfo(judge, invitation);
      judge.expect.equal(
        judge.expect.reply(answer).type,
        kinds[index],
        'type in the reply to the invitee',
        answer,
      );
    }
  });
}

verifies('invitations/own-device-invitation-survives-demotion', { case: 'list' }, async (judge) => {
  const { adam, invitation } = await demotedInviter(judge);
  judge.expect.equal(tokensIn(await listInvitations(judge, adam)), [invitation.hex], 'tokens');
  judge.expect.reply(await askInfo(judge, invitation), 'ok', 'invite_info with its token');
});

for (const { command, call, became } of Object.values(endings)) {
  verifies(
    'invitations/own-device-invitation-survives-demotion',
    { case: command.replace('invite_', '') },
    async (judge) => {
      const { adam, invitation } = await demotedInviter(judge);
      judge.expect.reply(await call(judge, adam, invitation), 'ok', 'by the owner, who is STANDARD now');
      judge.expect.equal(statusIn(judge, await listInvitations(judge, adam), invitation), became, 'status');
    },
  );
}

/** Adam created a device invitation while ADMIN, and is STANDARD now. */
async function demotedInviter(judge: Judge) {
  const { author: alice } = await judge.bootstrapped();
  const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
  const invitation = await inviteDevice(judge, adam);
  const users = await inviteUser(judge, adam, freshAddress(judge));
  await judge.members.setProfile(alice, adam.person, 'STANDARD');
  // Waits until the demotion is effective: Adam no longer controls user invitations from before.
  await judge.eventually(() => endings.cancel.call(judge, adam, users), 'author_not_allowed', 'the demotion');
  return { adam, invitation };
}
