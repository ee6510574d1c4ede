import type { Judge } from '../../../src/judge/judge.ts';
import type { Member } from '../../../src/judge/members.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import {
  askInfo,
  endings,
  type Invitation,
  inviteDevice,
  inviteUser,
  listInvitations,
  statusIn,
} from '../../../src/vocabulary/actions/invitations.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/vocabulary/organizations/invitation-organization.ts';
import { endingRules } from './ending-rules.ts';

/** Asserts that the invitation is pending: it is listed so, and its token is accepted. */
async function expectPending(judge: Judge, reader: Member, invitation: Invitation): Promise<void> {
  judge.expect.equal(statusIn(judge, await listInvitations(judge, reader), invitation), 'PENDING', 'status');
  judge.expect.reply(await askInfo(judge, invitation), 'ok', 'invite_info with its token');
}

// An invitation ends by `invite_cancel` or by `invite_complete`. `other` is the other of the two, and
// `became` the status of the invitation after this one.
for (const { command, call, other, became, again, otherwise } of Object.values(endings)) {
  const rules = endingRules[command];
  const invite = async (judge: Judge) => {
    const people = await invitationOrganization(judge);
    return { ...people, invitation: await inviteUser(judge, people.alice, freshAddress(judge)) };
  };

  for (const [who, name] of [
    ['creator', 'alice'],
    ['another', 'adam'],
  ] as const) {
    verifies(rules.anyAdmin, { case: who }, async (judge) => {
      const { alice, [name]: author, invitation } = await invite(judge);
      await expectPending(judge, alice, invitation);
      judge.expect.reply(await call(judge, author, invitation), 'ok', `by ${name}`);
      judge.expect.equal(statusIn(judge, await listInvitations(judge, alice), invitation), became, 'status');
      judge.expect.answer(await askInfo(judge, invitation), 410, 'its token');
    });
  }

  verifies(rules.invitationKnown, async (judge) => {
    const { alice, invitation } = await invite(judge);
    await judge.twin({
      broken: () => call(judge, alice, { token: judge.random.bytes(16) }),
      refused: 'invitation_not_found',
      valid: () => call(judge, alice, invitation),
    });
  });

  verifies(rules.again, async (judge) => {
    const { alice, adam, invitation } = await invite(judge);
    judge.expect.reply(await call(judge, alice, invitation), 'ok', 'the first time');
    judge.expect.reply(await call(judge, alice, invitation), again, 'the second time');
    judge.expect.reply(await call(judge, adam, invitation), again, 'by another ADMIN');
    judge.expect.equal(statusIn(judge, await listInvitations(judge, alice), invitation), became, 'status');
  });

  verifies(rules.otherwise, async (judge) => {
    const { alice, invitation } = await invite(judge);
    judge.expect.reply(await other(judge, alice, invitation), 'ok', 'the other end');
    const status = statusIn(judge, await listInvitations(judge, alice), invitation);
    judge.expect.reply(await call(judge, alice, invitation), otherwise, 'this end after it');
    judge.expect.equal(statusIn(judge, await listInvitations(judge, alice), invitation), status, 'status');
  });

  verifies(rules.authorAllowed, { case: 'demoted-creator' }, async (judge) => {
    const { author } = await judge.bootstrapped();
    const adam = await judge.members.enrol(author, 'adam', { profile: 'ADMIN' });
    const invitation = await inviteUser(judge, adam, freshAddress(judge));
    await judge.members.setProfile(author, adam.person, 'STANDARD');
    await judge.eventually(() => call(judge, adam, invitation), 'author_not_allowed', 'the demotion');
    await expectPending(judge, author, invitation);
    judge.expect.reply(await call(judge, author, invitation), 'ok', 'by an ADMIN');
  });
}

/** A device invitation by a user with two devices. */
async function invitationOfBob(judge: Judge) {
  const { author: alice } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  const tablet = await judge.members.addDevice(bob, 'bob-tablet');
  return { alice, bob, tablet, invitation: await inviteDevice(judge, bob) };
}

// An invitation ends by `invite_cancel` or by `invite_complete`. `other` is the other of the two, and
// `became` the status of the invitation after this one.
for (const { command, call, other, became, again, otherwise } of Object.values(endings)) {
  const rules = endingRules[command];
  verifies(rules.deviceByOwner, { case: 'any-own-device' }, async (judge) => {
    const { bob, tablet, invitation } = await invitationOfBob(judge);
    judge.expect.reply(await askInfo(judge, invitation), 'ok', 'invite_info before');
    judge.expect.reply(await call(judge, tablet, invitation), 'ok', 'by a device that did not invite');
    judge.expect.equal(statusIn(judge, await listInvitations(judge, bob), invitation), became, 'status');
    judge.expect.answer(await askInfo(judge, invitation), 410, 'its token');
    judge.expect.reply(await call(judge, bob, invitation), again, 'a second time');
  });

  verifies(rules.deviceByOwner, { case: 'admin' }, async (judge) => {
    const { alice, bob, invitation } = await invitationOfBob(judge);
    await expectRefusedToOthers(judge, invitation, bob, () => call(judge, alice, invitation));
    judge.expect.reply(await call(judge, bob, invitation), 'ok', 'by the owner');
  });

  verifies(rules.deviceByOwner, { case: 'another-user' }, async (judge) => {
    const { alice, bob, invitation } = await invitationOfBob(judge);
    const carol = await judge.members.enrol(alice, 'carol');
    await expectRefusedToOthers(judge, invitation, bob, () => call(judge, carol, invitation));
    judge.expect.reply(await call(judge, bob, invitation), 'ok', 'by the owner');
  });

  verifies(rules.otherwise, { case: 'device' }, async (judge) => {
    const { bob, invitation } = await invitationOfBob(judge);
    judge.expect.reply(await other(judge, bob, invitation), 'ok', 'the other end');
    judge.expect.reply(await call(judge, bob, invitation), otherwise, 'this end after it');
  });
}

async function expectRefusedToOthers(
  judge: Judge,
  invitation: Invitation,
  owner: Member,
  call: () => ReturnType<typeof askInfo>,
): Promise<void> {
  judge.expect.answer(await call(), 'author_not_allowed', 'by a user who does not own it');
  await expectPending(judge, owner, invitation);
}

verifies('invite_complete/device-by-owner', { case: 'new-device' }, async (judge) => {
  const { bob, invitation } = await invitationOfBob(judge);
  const phone = await judge.members.addDevice(bob, 'bob-phone');
  judge.expect.reply(await endings.complete.call(judge, phone, invitation), 'ok', 'by the device just added');
  judge.expect.equal(statusIn(judge, await listInvitations(judge, bob), invitation), 'FINISHED', 'status');
});
