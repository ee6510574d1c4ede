import { verifies } from '../../../src/judge/verifies.ts';
import { greeterSide, start } from '../../../src/vocabulary/actions/greeting.ts';
import { endings, inviteDevice, inviteUser } from '../../../src/vocabulary/actions/invitations.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/vocabulary/organizations/invitation-organization.ts';

verifies('invite_greeter_start_greeting_attempt/invitation-known', async (judge) => {
  const { alice } = await invitationOrganization(judge);
  const invitation = await inviteUser(judge, alice, freshAddress(judge));
  const unknown = { ...invitation, token: judge.random.bytes(16) };
  await judge.twin({
    broken: () => greeterSide(judge, alice, unknown).startAttempt(),
    refused: 'invitation_not_found',
    valid: () => greeterSide(judge, alice, invitation).startAttempt(),
  });
});

for (const [rule, ending, answer] of [
  ['invite_greeter_start_greeting_attempt/invitation-not-cancelled', endings.cancel, 'invitation_cancelled'],
  [
    'invite_greeter_start_greeting_attempt/invitation-not-completed',
    endings.complete,
    'invitation_completed',
  ],
] as const) {
  verifies(rule, async (judge) => {
    const { alice } = await invitationOrganization(judge);
    const invitation = await inviteUser(judge, alice, freshAddress(judge));
    const side = greeterSide(judge, alice, invitation);
    await start(judge, side);
    judge.expect.reply(await ending.call(judge, alice, invitation), 'ok', ending.command);
    judge.expect.reply(await side.startAttempt(), answer, `a start after ${ending.command}`);
  });
}

verifies(
  'invite_greeter_start_greeting_attempt/author-may-greet',
  { case: 'demoted-creator' },
  async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
    const invitation = await inviteUser(judge, adam, freshAddress(judge));
    await start(judge, greeterSide(judge, adam, invitation));
    await judge.members.setProfile(alice, adam.person, 'STANDARD');
    const refused = () => greeterSide(judge, adam, invitation).startAttempt();
    await judge.eventually(refused, 'author_not_allowed', 'the demotion');
    await start(judge, greeterSide(judge, alice, invitation));
  },
);

verifies('invite_greeter_start_greeting_attempt/author-may-greet', { case: 'device' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  const invitation = await inviteDevice(judge, bob);
  await judge.twin({
    broken: () => greeterSide(judge, alice, invitation).startAttempt(),
    refused: 'author_not_allowed',
    valid: () => greeterSide(judge, bob, invitation).startAttempt(),
  });
});
