import type { EventStream } from '../../../src/judge/event-stream.ts';
import type { Judge } from '../../../src/judge/judge.ts';
import type { Member } from '../../../src/judge/members.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { askDeviceInvitation, invitationIn } from '../../../src/vocabulary/actions/invitations.ts';

/**
 * Repeats one invitation request many times, partly concurrently. Each causes the same event.
 */
async function askRepeatedly(judge: Judge, member: Member, times: number): Promise<Uint8Array> {
  const first = invitationIn(judge, member, await askDeviceInvitation(judge, member));
  for (let remaining = times - 1; remaining > 0; remaining -= 25) {
    const answers = await judge.atOnce(
      Array.from({ length: Math.min(remaining, 25) }, () => () => askDeviceInvitation(judge, member)),
    );
    for (const answer of answers) judge.expect.reply(answer, 'ok', 'asking for the invitation again');
  }
  return first.token;
}

const expectEvents = async (stream: EventStream, token: Uint8Array, times: number): Promise<void> => {
  for (let count = 1; count <= times; count += 1)
    await stream.event(
      { event: 'INVITATION', token, invitation_status: 'PENDING' },
      `event ${count} of ${times}`,
    );
};

/**
 * One device reads nothing from its stream, while the other one receives every event without delay.
 */
async function expectNoDelay(judge: Judge, times: number): Promise<void> {
  const { author: alice } = await judge.bootstrapped();
  const phone = await judge.members.addDevice(alice, 'phone');
  const deaf = await judge.rpc.listen(phone, { ignoresBody: true });
  judge.expect.answer(deaf.exchange, 200, 'opening the stream that is not read');
  const stream = await judge.listen(alice);
  const token = await askRepeatedly(judge, alice, times);
  await expectEvents(stream, token, times);
  const tablet = await judge.members.addDevice(alice, 'tablet');
  await stream.certificate(tablet.addition.at, 'the event after all of them');
}

verifies('events/slow-reader-harms-nobody', { needs: ['events'] }, (judge) => expectNoDelay(judge, 40));

verifies('events/slow-reader-harms-nobody', { needs: ['events', 'slow'], case: 'many-events' }, (judge) =>
  expectNoDelay(judge, 3000),
);
