import { eventOf } from '../src/event-stream/index.ts';
import { inviteUser } from '../src/invitations/index.ts';
import type { EventStream, Judge, Member } from '../src/judge/index.ts';
import { verifies } from '../src/verifies/index.ts';

const needs = ['faults', 'durable', 'administration', 'events'] as const;

/** Takes up a stream after an event: the events of these invitations come, in order, or one that says that events were missed. */
async function takesUp(
  judge: Judge,
  alice: Member,
  id: string | undefined,
  tokens: readonly Uint8Array[],
): Promise<EventStream> {
  const stream = await judge.stream(alice, { change: { 'Last-Event-ID': id ?? null } });
  const config = await stream.heard('the configuration as first event');
  judge.expect.equal(config.fields.event, 'ORGANIZATION_CONFIG', 'the first event', stream.opening);
  for (const token of tokens) {
    const frame = await stream.frame('what followed before the restart, or missed_events');
    if (frame.event === 'missed_events') break;
    judge.expect.equal(eventOf(frame.data)?.token, token, 'what followed before the restart', stream.opening);
  }
  return stream;
}

for (const end of ['kill', 'stop'] as const) {
  verifies('durability/stream-taken-up-after-restart', { case: end, needs }, async (check) => {
    const place = await check.deploy();
    const judge = place.judge();
    const { author: alice } = await judge.bootstrapped();
    const before = await judge.listen(alice);
    const bob = await inviteUser(judge, alice, 'bob@example.com');
    const told = { event: 'INVITATION', invitation_status: 'PENDING' } as const;
    const { frame } = await before.event({ ...told, token: bob.token }, 'the invitation of bob');
    // One more is told to somebody who no longer listens, and another one after the restart.
    before.close();
    const carol = await inviteUser(judge, alice, 'carol@example.com');
    const open = await judge.listen(alice);
    await place.nodes[0]?.[end]();
    await open.end('the end of the open stream when its server ends');
    await place.nodes[0]?.start();
    const dave = await inviteUser(judge, alice, 'dave@example.com');
    const after = await takesUp(judge, alice, frame.id, [carol.token, dave.token]);
    const erin = await inviteUser(judge, alice, 'erin@example.com');
    await after.event({ ...told, token: erin.token }, 'a live event after it');
  });
}
