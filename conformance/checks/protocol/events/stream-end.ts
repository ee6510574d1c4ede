import type { Judge } from '../../../src/judge/judge.ts';
import type { Enrolled } from '../../../src/judge/members.ts';
import { verifies } from '../../../src/judge/verifies.ts';

// In code, because a story also expects that a device is refused at once (AUTH-18).
verifies(
  ['events/closed-on-expiry', 'organization_update/expiry-closes-streams'],
  { needs: ['events', 'administration'] },
  async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const bob = await judge.members.enrol(alice, 'bob');
    const setExpired = async (is_expired: boolean) =>
      judge.expect.json(await judge.administration.patch(alice.organization, { is_expired }));
    const members = [alice, bob];
    const streams = await Promise.all(members.map((member) => judge.listen(member)));
    await setExpired(true);
    for (const stream of streams) await stream.end('the end of a stream');
    for (const member of members)
      await judge.eventually(() => judge.rpc.events(member), 460, 'the expiry, on a new stream');
    await setExpired(false);
    await judge.eventually(() => judge.rpc.events(bob), 200, 'the end of the expiry');
    await expectEventsAgain(judge, bob);
  },
);

/**
 * Asserts that a new stream delivers new events. A delayed earlier change may still end it. The
 * check then notes this and opens another stream.
 */
async function expectEventsAgain(judge: Judge, bob: Enrolled): Promise<void> {
  const first = await judge.listen(bob);
  const expectEvent = async (stream: typeof first, label: string) => {
    const { addition } = await judge.members.addDevice(bob, label);
    await stream.certificate(addition.at, 'an event on the new stream');
  };
  try {
    await expectEvent(first, 'tablet');
  } catch (failure) {
    if (first.isOpen) throw failure;
    judge.late('a stream that was opened after the change was ended by it');
    await expectEvent(await judge.listen(bob), 'watch');
  }
}
