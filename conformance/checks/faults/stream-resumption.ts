import type { EventStream } from '../../src/judge/event-stream.ts';
import type { Judge } from '../../src/judge/judge.ts';
import type { Member } from '../../src/judge/members.ts';
import { verifies } from '../../src/judge/verifies.ts';
import { inviteUser } from '../../src/vocabulary/actions/invitations.ts';
import { eventOf, resumeAfter } from '../../src/wire/event-frames.ts';

const needs = ['faults', 'durable', 'administration', 'events'] as const;

/** The field that identifies an event, and its value. */
type EventMark = readonly [field: 'token' | 'timestamp', value: unknown];

/**
 * Opens a stream that resumes after an event. Asserts that the later events follow in order, or
 * that `missed_events` follows in place of the rest.
 *
 * @param id - the id of the last event before
 * @param followed - the events after it
 */
async function resumeStream(
  judge: Judge,
  member: Member,
  id: string | undefined,
  followed: readonly EventMark[],
): Promise<{ readonly stream: EventStream; readonly isMissing: boolean }> {
  const stream = await judge.stream(member, { change: resumeAfter(id) });
  const config = await stream.anyEvent('the configuration as first event');
  judge.expect.equal(config.fields.event, 'ORGANIZATION_CONFIG', 'the first event', stream.opening);
  for (const [field, value] of followed) {
    const frame = await stream.frame('an event from before the restart, or missed_events');
    if (frame.event === 'missed_events') return { stream, isMissing: true };
    judge.expect.equal(
      eventOf(frame.data)?.[field],
      value,
      'an event from before the restart',
      stream.opening,
    );
  }
  return { stream, isMissing: false };
}

for (const end of ['kill', 'stop'] as const) {
  verifies('durability/stream-taken-up-after-restart', { case: end, needs }, async (check) => {
    const deployment = await check.deploy();
    const judge = deployment.judge();
    const { author: alice } = await judge.bootstrapped();
    const pending = { event: 'INVITATION', invitation_status: 'PENDING' } as const;
    const invite = async (name: string) => {
      const { token } = await inviteUser(judge, alice, `${name}@example.com`);
      return { fields: { ...pending, token }, mark: ['token', token] as const };
    };
    const enrol = async (name: string) => {
      const { enrolment, ...member } = await judge.members.enrol(alice, name);
      return { member, at: enrolment.at, mark: ['timestamp', enrolment.at] as const };
    };
    // A STANDARD user receives certificate events and no invitation events.
    const { member: rita } = await enrol('rita');
    const [aliceStream, ritaStream] = [await judge.listen(alice), await judge.listen(rita)];
    const first = await enrol('sam');
    const { frame: lastOfAlice } = await aliceStream.certificate(first.at, 'the enrolment of sam');
    const { frame: lastOfRita } = await ritaStream.certificate(first.at, 'the enrolment of sam, to rita');
    // The streams miss events: some before the end of the server, one of them right before it, and
    // one after the restart.
    aliceStream.close();
    ritaStream.close();
    const [carol, tom] = [await invite('carol'), await enrol('tom')];
    const open = await judge.listen(alice);
    const last = await invite('walt');
    await deployment.nodes[0]?.[end]();
    await open.end('the end of the open stream when its server ends');
    await deployment.nodes[0]?.start();
    const dave = await invite('dave');
    const followed = [carol, tom, last, dave].map(({ mark }) => mark);
    const resumed = await resumeStream(judge, alice, lastOfAlice.id, followed);
    const resumedByRita = await resumeStream(judge, rita, lastOfRita.id, [tom.mark]);
    const erin = await invite('erin');
    const late = resumed.isMissing ? [carol, last, dave].map(({ fields }) => fields) : [];
    await resumed.stream.event(erin.fields, 'a new event after it', late);
    const uma = await enrol('uma');
    await resumed.stream.certificate(uma.at, 'another new event after it');
    await resumedByRita.stream.certificate(uma.at, 'a new event after it, to rita');
  });
}
