import type { EventFields } from '../../src/judge/event-stream.ts';
import type { Judge } from '../../src/judge/judge.ts';
import type { Member } from '../../src/judge/members.ts';
import { verifies } from '../../src/judge/verifies.ts';
import { joinAttempt, pairOf } from '../../src/vocabulary/actions/greeting.ts';
import {
  completeInvitation,
  type Invitation,
  inviteDevice,
  inviteUser,
} from '../../src/vocabulary/actions/invitations.ts';
import { eventOf, resumeAfter } from '../../src/wire/event-frames.ts';

// The listeners of every node receive an event that one node caused.

const needs = ['faults', 'nodes', 'administration', 'events'] as const;

/** The event of a status of an invitation. */
const invitationEvent = ({ token }: Invitation, invitation_status: string): EventFields => ({
  event: 'INVITATION',
  token,
  invitation_status,
});

/**
 * Actions that cause events for the ADMIN alice. Each calls one node, `near`, and perhaps another one, `far`,
 * and returns the events in order.
 */
const actions: Readonly<
  Record<string, (near: Judge, alice: Member, far: Judge) => Promise<readonly EventFields[]>>
> = {
  'an invitation that is completed': async (near, alice, far) => {
    const invitation = await inviteUser(near, alice, 'bob@example.com');
    near.expect.reply(await completeInvitation(far, alice, invitation), 'ok', 'completing');
    return [invitationEvent(invitation, 'PENDING'), invitationEvent(invitation, 'FINISHED')];
  },
  'a device invitation': async (near, alice, far) => {
    const invitation = await inviteDevice(near, alice);
    near.expect.reply(await completeInvitation(far, alice, invitation), 'ok', 'completing');
    return [invitationEvent(invitation, 'PENDING'), invitationEvent(invitation, 'FINISHED')];
  },
  'an enrolment': async (near, alice) => {
    const { enrolment } = await near.members.enrol(alice, `newcomer-${near.random.hex(4)}`);
    return [{ event: 'COMMON_CERTIFICATE', timestamp: enrolment.at }];
  },
  'a greeting': async (near, alice, far) => {
    const invitation = await inviteUser(near, alice, `zoe-${near.random.hex(4)}@example.com`);
    const pair = pairOf(near, alice, invitation);
    const attempt = await joinAttempt(near, pair);
    near.expect.reply(await pair.claimer.step(attempt, 0), 'not_ready', 'step 0 of the claimer');
    const { greeter } = pairOf(far, alice, invitation);
    near.expect.reply(await greeter.step(attempt, 0), 'ok', 'step 0 of the greeter');
    near.expect.reply(await pair.claimer.cancel(attempt), 'ok', 'cancelling the attempt');
    const { token } = invitation;
    const events = ['READY', 'JOINED', 'CANCELLED'].map((what) => `GREETING_ATTEMPT_${what}`);
    return [
      invitationEvent(invitation, 'PENDING'),
      ...events.map((event) => ({ event, token, greeting_attempt: attempt })),
    ];
  },
};

/** Deploys two nodes, and opens an event stream of alice on each. */
async function listenOnBoth(check: Judge) {
  const deployment = await check.deploy({ nodes: 2 });
  const nodes = [deployment.judge(0), deployment.judge(1)] as const;
  const [here, there] = nodes;
  const { author: alice } = await here.bootstrapped();
  return { nodes, alice, streams: [await here.listen(alice), await there.listen(alice)] };
}

for (const [rule, rounds] of [
  ['durability/events-cross-nodes', 2],
  ['events/all-processes-hear', 1],
] as const) {
  verifies(rule, { needs }, async (check) => {
    const { nodes, alice, streams } = await listenOnBoth(check);
    for (let round = 0; round < rounds; round += 1)
      for (const [what, action] of Object.entries(actions)) {
        const [near, far] = round % 2 === 0 ? nodes : ([nodes[1], nodes[0]] as const);
        const events = await action(near, alice, far);
        for (const [node, stream] of streams.entries())
          for (const event of events)
            await stream.event(event, `the event at node ${node} of ${what} at node ${round}`);
      }
  });
}

verifies('durability/events-cross-nodes', { case: 'taken-up-elsewhere', needs }, async (check) => {
  const { nodes, alice, streams } = await listenOnBoth(check);
  const [here, there] = nodes;
  const [stream] = streams;
  const bob = invitationEvent(await inviteUser(here, alice, 'bob@example.com'), 'PENDING');
  const event = await stream?.event(bob, 'the invitation of bob');
  stream?.close();
  const carol = invitationEvent(await inviteUser(here, alice, 'carol@example.com'), 'PENDING');
  const after = await there.stream(alice, { change: resumeAfter(event?.frame.id) });
  const { fields } = await after.anyEvent('the configuration as first event');
  there.expect.equal(fields.event, 'ORGANIZATION_CONFIG', 'the first event', after.opening);
  // The other node may not have the event about carol yet. It then sends `missed_events`, and that
  // event may arrive later.
  const next = await after.frame('the event about carol at the other node, or missed_events');
  if (next.event !== 'missed_events')
    there.expect.equal(
      eventOf(next.data)?.token,
      carol.token,
      'the event about carol at the other node',
      after.opening,
    );
  const dave = invitationEvent(await inviteUser(here, alice, 'dave@example.com'), 'PENDING');
  await after.event(dave, 'a new event after it', next.event === 'missed_events' ? [carol] : []);
});
