import { verifies } from '../../../src/judge/verifies.ts';
import { claimerSide, start } from '../../../src/vocabulary/actions/greeting.ts';
import { inviteDevice, inviteUser } from '../../../src/vocabulary/actions/invitations.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/vocabulary/organizations/invitation-organization.ts';

verifies('invite_claimer_start_greeting_attempt/greeter-known', { case: 'nobody' }, async (judge) => {
  const { alice } = await invitationOrganization(judge);
  const invitation = await inviteUser(judge, alice, freshAddress(judge));
  await judge.twin({
    broken: () => claimerSide(judge, invitation, judge.random.id()).startAttempt(),
    refused: 'greeter_not_found',
    valid: () => claimerSide(judge, invitation, alice.person.userId).startAttempt(),
  });
});

verifies('invite_claimer_start_greeting_attempt/greeter-known', { case: 'elsewhere' }, async (judge) => {
  const { alice } = await invitationOrganization(judge);
  const { author: stranger } = await judge.bootstrapped({}, { person: judge.cast.person('stranger') });
  const invitation = await inviteUser(judge, alice, freshAddress(judge));
  await judge.twin({
    broken: () => claimerSide(judge, invitation, stranger.person.userId).startAttempt(),
    refused: 'greeter_not_found',
    valid: () => claimerSide(judge, invitation, alice.person.userId).startAttempt(),
  });
});

verifies('invite_claimer_start_greeting_attempt/greeter-not-revoked', async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
  const invitation = await inviteUser(judge, alice, freshAddress(judge));
  const claimer = claimerSide(judge, invitation, adam.person.userId);
  await start(judge, claimer);
  await judge.members.revoke(alice, adam.person);
  await judge.eventually(() => claimer.startAttempt(), 'greeter_revoked', 'the revocation of adam');
  await start(judge, claimerSide(judge, invitation, alice.person.userId));
});

verifies('invite_claimer_start_greeting_attempt/greeter-may-greet', { case: 'demoted' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
  const invitation = await inviteUser(judge, adam, freshAddress(judge));
  const claimer = claimerSide(judge, invitation, adam.person.userId);
  await start(judge, claimer);
  await judge.members.setProfile(alice, adam.person, 'STANDARD');
  await judge.eventually(() => claimer.startAttempt(), 'greeter_not_allowed', 'the demotion of adam');
  await start(judge, claimerSide(judge, invitation, alice.person.userId));
});

verifies('invite_claimer_start_greeting_attempt/greeter-may-greet', { case: 'device' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  const invitation = await inviteDevice(judge, bob);
  await judge.twin({
    broken: () => claimerSide(judge, invitation, alice.person.userId).startAttempt(),
    refused: 'greeter_not_allowed',
    valid: () => claimerSide(judge, invitation, bob.person.userId).startAttempt(),
  });
});
