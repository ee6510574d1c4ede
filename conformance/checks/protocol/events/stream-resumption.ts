import { isEqual } from '../../../src/judge/equal.ts';
import type { EventStream, StreamEvent } from '../../../src/judge/event-stream.ts';
import type { Judge } from '../../../src/judge/judge.ts';
import type { Member } from '../../../src/judge/members.ts';
import type { Author } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';
import { eventOf, resumeAfter } from '../../../src/wire/event-frames.ts';
import type { Instant } from '../../../src/wire/values.ts';

const needs = ['events'] as const;

async function addDeviceAndRead(
  judge: Judge,
  member: Member,
  stream: EventStream,
  label: string,
): Promise<StreamEvent> {
  const { addition } = await judge.members.addDevice(member, label);
  return await stream.certificate(addition.at, `the event of ${label}`);
}

/** Adds a device. Returns the timestamp of its certificate. */
const addDevice = async (judge: Judge, member: Member, label: string): Promise<Instant> =>
  (await judge.members.addDevice(member, label)).addition.at;

/** Opens a stream after an event. It must begin with the configuration. */
async function resumeStream(judge: Judge, author: Author, { frame }: StreamEvent): Promise<EventStream> {
  const stream = await judge.stream(author, { change: resumeAfter(frame.id) });
  const first = await stream.anyEvent('the configuration as first event');
  judge.expect.equal(first.fields.event, 'ORGANIZATION_CONFIG', 'the first event', stream.opening);
  judge.expect.equal(first.frame.id, undefined, 'id of the first event', stream.opening);
  return stream;
}

// In code, because a story resumes only after the last event.
verifies('events/replay-after-known-id', { needs, case: 'received-before' }, (judge) =>
  withSharedOrganization(judge, async ({ alice }) => {
    const before = await judge.listen(alice);
    const first = await addDeviceAndRead(judge, alice, before, 'one');
    const second = await addDeviceAndRead(judge, alice, before, 'two');
    const third = await addDeviceAndRead(judge, alice, before, 'three');
    before.close();
    const again = await resumeStream(judge, alice, first);
    for (const [what, { frame }] of [
      ['the second event again', second],
      ['the third event again', third],
    ] as const)
      judge.expect.equal(await again.frame(what), frame, what, again.opening);
  }),
);

verifies('events/unknown-id-is-missed-events', { needs }, (judge) =>
  withSharedOrganization(judge, async ({ alice }) => {
    const before = await judge.listen(alice);
    const { frame } = await addDeviceAndRead(judge, alice, before, 'one');
    before.close();
    const id = judge.random.hex(32);
    const again = await resumeStream(judge, alice, { frame: { ...frame, id }, fields: {} });
    const missed = await again.frame('an event named `missed_events`');
    const what = 'name, data and id of the event after the configuration';
    judge.expect.equal(
      [missed.event, missed.data, missed.id],
      ['missed_events', '', undefined],
      what,
      again.opening,
    );
    await addDeviceAndRead(judge, alice, again, 'two');
  }),
);

/** Values that are not event identifiers. */
const invalidEventIds: Readonly<Record<string, string>> = {
  empty: '',
  'a-blank': ' ',
  'a-word': 'dummy',
  '31-digits': '5f0c6a1e9b3d4c7e8a2f1d0b9c8e7a6',
  '33-digits': '5f0c6a1e9b3d4c7e8a2f1d0b9c8e7a661',
  zeros: '0'.repeat(32),
  long: 'f'.repeat(300),
};

for (const [name, value] of Object.entries(invalidEventIds)) {
  verifies('events/odd-id-is-no-error', { needs, case: name }, (judge) =>
    withSharedOrganization(judge, async ({ alice }) => {
      const stream = await judge.stream(alice, { change: { 'Last-Event-ID': value } });
      const first = await stream.anyEvent('the configuration as first event');
      judge.expect.equal(first.fields.event, 'ORGANIZATION_CONFIG', 'the first event', stream.opening);
      const at = await addDevice(judge, alice, 'phone');
      // `missed_events` and delayed events from before the opening may come first.
      for (let missed = 0; ; ) {
        const { event, data } = await stream.frame('a live event');
        if (event === 'message' && isEqual(eventOf(data)?.timestamp, at)) break;
        missed += event === 'missed_events' ? 1 : 0;
        judge.expect.that(missed <= 1, 'one `missed_events` at most', `${missed} of them`, stream.opening);
      }
    }),
  );
}
