import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { completeSteps, joinAttempt, pairOf } from '../../../src/vocabulary/actions/greeting.ts';
import { inviteDevice, inviteUser } from '../../../src/vocabulary/actions/invitations.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';

// What both sides are answered after the greeter was demoted or revoked.

/** Adam (ADMIN) greets for an invitation of Alice. Both sides have completed step 1. */
async function startGreetingOfAdam(judge: Judge) {
  const { author: alice } = await judge.bootstrapped();
  const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
  const invitation = await inviteUser(judge, alice, freshAddress(judge));
  const pair = pairOf(judge, adam, invitation);
  const attempt = await joinAttempt(judge, pair);
  await completeSteps(judge, pair, attempt, 2);
  const demote = () => judge.members.setProfile(alice, adam.person, 'STANDARD');
  const revoke = () => judge.members.revoke(alice, adam.person);
  return { alice, adam, invitation, attempt, ...pair, demote, revoke };
}

verifies('greeting/demoted-greeter', async (judge) => {
  const { greeter, attempt, demote } = await startGreetingOfAdam(judge);
  judge.expect.reply(await greeter.step(attempt, 2), 'not_ready', 'step 2 before the demotion');
  await demote();
  const refused = 'author_not_allowed';
  await judge.eventually(() => greeter.step(attempt, 2), refused, 'the demotion');
  judge.expect.reply(await greeter.step(attempt, 0), refused, 'an earlier step');
  judge.expect.reply(await greeter.cancel(attempt), refused, 'the cancellation');
});

verifies('greeting/demoted-greeter', { case: 'device' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
  const own = pairOf(judge, adam, await inviteDevice(judge, adam));
  const others = pairOf(judge, adam, await inviteUser(judge, alice, freshAddress(judge)));
  const [device, user] = [await joinAttempt(judge, own), await joinAttempt(judge, others)];
  await judge.members.setProfile(alice, adam.person, 'STANDARD');
  await judge.eventually(() => others.greeter.step(user, 0), 'author_not_allowed', 'the demotion');
  // The former ADMIN may still greet a device of their own.
  await completeSteps(judge, own, device, 9);
});

verifies('greeting/demoted-greeter-claimer', async (judge) => {
  const { alice, invitation, claimer, attempt, demote } = await startGreetingOfAdam(judge);
  judge.expect.reply(await claimer.step(attempt, 2), 'not_ready', 'step 2 before the demotion');
  await demote();
  const refused = 'greeter_not_allowed';
  await judge.eventually(() => claimer.step(attempt, 2), refused, 'the demotion');
  judge.expect.reply(await claimer.step(attempt, 0), refused, 'an earlier step');
  judge.expect.reply(await claimer.cancel(attempt), refused, 'the cancellation');
  await joinAttempt(judge, pairOf(judge, alice, invitation));
});

verifies('greeting/revoked-greeter', async (judge) => {
  const { alice, invitation, claimer, attempt, revoke } = await startGreetingOfAdam(judge);
  judge.expect.reply(await claimer.step(attempt, 2), 'not_ready', 'step 2 before the revocation');
  await revoke();
  const refused = 'greeter_revoked';
  await judge.eventually(() => claimer.step(attempt, 2), refused, 'the revocation');
  judge.expect.reply(await claimer.step(attempt, 0), refused, 'an earlier step');
  judge.expect.reply(await claimer.cancel(attempt), refused, 'the cancellation');
  await joinAttempt(judge, pairOf(judge, alice, invitation));
});

verifies('greeting/revoked-greeter-device', async (judge) => {
  const { greeter, attempt, revoke } = await startGreetingOfAdam(judge);
  judge.expect.reply(await greeter.step(attempt, 2), 'not_ready', 'step 2 before the revocation');
  await revoke();
  await judge.eventually(() => greeter.step(attempt, 2), 461, 'the revocation');
  judge.expect.answer(await greeter.cancel(attempt), 461, 'the cancellation');
  judge.expect.answer(await greeter.startAttempt(), 461, 'a new start');
});
