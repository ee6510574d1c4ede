import { inviteUser } from '../../src/case/actions/invitations.ts';
import type { EventStream } from '../../src/case/event-stream.ts';
import type { Judge } from '../../src/case/judge.ts';
import type { Member } from '../../src/case/members.ts';
import { verifies } from '../../src/case/verifies.ts';
import { eventOf } from '../../src/wire/event-frames.ts';

const needs = ['faults', 'durable', 'administration', 'events'] as const;

/** The field of an event that identifies it. */
type EventMark = readonly [field: 'token' | 'timestamp', value: unknown];

/**
 * Resumes a stream after an event. Expects the later events in order, or `missed_events`; either
 * may come late.
 */
async function resumeStream(
  judge: Judge,
  member: Member,
  id: string | undefined,
  followed: readonly EventMark[],
): Promise<{ readonly stream: EventStream; readonly isMissing: boolean }> {
  const stream = await judge.stream(member, { change: { 'Last-Event-ID': id ?? null } });
  const config = await stream.anyEvent('the configuration as first event');
  judge.expect.equal(config.fields.event, 'ORGANIZATION_CONFIG', 'the first event', stream.opening);
  for (const [field, value] of followed) {
    const frame = await stream.frame('what followed before the restart, or missed_events');
    if (frame.event === 'missed_events') return { stream, isMissing: true };
    judge.expect.equal(
      eventOf(frame.data)?.[field],
      value,
      'what followed before the restart',
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
    const told = { event: 'INVITATION', invitation_status: 'PENDING' } as const;
    const invite = async (name: string) => {
      const { token } = await inviteUser(judge, alice, `${name}@example.com`);
      return { fields: { ...told, token }, sign: ['token', token] as const };
    };
    const enrol = async (name: string) => {
      const { enrolment, ...member } = await judge.members.enrol(alice, name);
      return { member, at: enrolment.at, sign: ['timestamp', enrolment.at] as const };
    };
    // A STANDARD user receives certificate events and no invitation events.
    const { member: rita } = await enrol('rita');
    const [before, aside] = [await judge.listen(alice), await judge.listen(rita)];
    const first = await enrol('sam');
    const { frame: heard } = await before.certificate(first.at, 'the enrolment of sam');
    const { frame: heardAside } = await aside.certificate(first.at, 'the enrolment of sam, to rita');
    // Events occur after these streams have closed, one of them right before the end of the server,
    // and others after the restart.
    before.close();
    aside.close();
    const [carol, tom] = [await invite('carol'), await enrol('tom')];
    const open = await judge.listen(alice);
    const last = await invite('walt');
    await deployment.nodes[0]?.[end]();
    await open.end('the end of the open stream when its server ends');
    await deployment.nodes[0]?.start();
    const dave = await invite('dave');
    const followed = [carol, tom, last, dave].map(({ sign }) => sign);
    const after = await resumeStream(judge, alice, heard.id, followed);
    const afterAside = await resumeStream(judge, rita, heardAside.id, [tom.sign]);
    const erin = await invite('erin');
    const late = after.isMissing ? [carol, last, dave].map(({ fields }) => fields) : [];
    await after.stream.event(erin.fields, 'a live event after it', late);
    const uma = await enrol('uma');
    await after.stream.certificate(uma.at, 'another live event after it');
    await afterAside.stream.certificate(uma.at, 'a live event after it, to rita');
  });
}
