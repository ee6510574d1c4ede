import {
  askInfo,
  endings,
  type Invitation,
  inviteDevice,
  listInvitations,
  statusIn,
} from '../../../src/case/actions/invitations.ts';
import type { Judge } from '../../../src/case/judge.ts';
import { verifies } from '../../../src/case/verifies.ts';

/** A device invitation by a user with two devices. */
async function ofBob(judge: Judge) {
  const { author: alice } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  const tablet = await judge.members.addDevice(bob, 'bob-tablet');
  return { alice, bob, tablet, invitation: await inviteDevice(judge, bob) };
}

for (const { command, call, other, became, again, otherwise } of endings) {
  verifies(`${command}/device-by-owner`, { case: 'any-own-device' }, async (judge) => {
    const { bob, tablet, invitation } = await ofBob(judge);
    judge.expect.reply(await askInfo(judge, invitation), 'ok', 'invite_info before');
    judge.expect.reply(await call(judge, tablet, invitation), 'ok', 'by a device that did not invite');
    judge.expect.equal(statusIn(judge, await listInvitations(judge, bob), invitation), became, 'status');
    judge.expect.answer(await askInfo(judge, invitation), 410, 'its token');
    judge.expect.reply(await call(judge, bob, invitation), again.answer, 'a second time');
  });

  verifies(`${command}/device-by-owner`, { case: 'admin' }, async (judge) => {
    const { alice, bob, invitation } = await ofBob(judge);
    await refusedThenServed(judge, invitation, bob, () => call(judge, alice, invitation));
    judge.expect.reply(await call(judge, bob, invitation), 'ok', 'by the owner');
  });

  verifies(`${command}/device-by-owner`, { case: 'another-user' }, async (judge) => {
    const { alice, bob, invitation } = await ofBob(judge);
    const carol = await judge.members.enrol(alice, 'carol');
    await refusedThenServed(judge, invitation, bob, () => call(judge, carol, invitation));
    judge.expect.reply(await call(judge, bob, invitation), 'ok', 'by the owner');
  });

  verifies(otherwise.rule, { case: 'device' }, async (judge) => {
    const { bob, invitation } = await ofBob(judge);
    judge.expect.reply(await other(judge, bob, invitation), 'ok', 'the other end');
    judge.expect.reply(await call(judge, bob, invitation), otherwise.answer, 'this end after it');
  });
}

async function refusedThenServed(
  judge: Judge,
  invitation: Invitation,
  owner: Awaited<ReturnType<typeof ofBob>>['bob'],
  call: () => ReturnType<typeof askInfo>,
): Promise<void> {
  judge.expect.answer(await call(), 'author_not_allowed', 'by a user who does not own it');
  judge.expect.equal(statusIn(judge, await listInvitations(judge, owner), invitation), 'PENDING', 'status');
  judge.expect.reply(await askInfo(judge, invitation), 'ok', 'invite_info with its token');
}

verifies('invite_complete/device-by-owner', { case: 'new-device' }, async (judge) => {
  const { bob, invitation } = await ofBob(judge);
  const phone = await judge.members.addDevice(bob, 'bob-phone');
  judge.expect.reply(await endings[1].call(judge, phone, invitation), 'ok', 'by the device just added');
  judge.expect.equal(statusIn(judge, await listInvitations(judge, bob), invitation), 'FINISHED', 'status');
});
