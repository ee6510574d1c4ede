import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';

const needs = ['events'] as const;

verifies('events/stream-headers', { needs }, (judge) =>
  withSharedOrganization(judge, async ({ alice: author }) => {
    const { opening } = await judge.listen(author);
    judge.expect.header(opening, 'Content-Type', /^text\/event-stream\b/);
    judge.expect.header(opening, 'Cache-Control', /\bno-cache\b/);
  }),
);

/** Waits some seconds without traffic, after which the stream still delivers events. */
const expectStaysOpen = (judge: Judge, seconds: number): Promise<void> =>
  withSharedOrganization(judge, async ({ alice: author }) => {
    const stream = await judge.listen(author);
    await judge.sleep(seconds * 1000);
    judge.expect.that(
      stream.isOpen,
      `a stream open after ${seconds} s`,
      'the end of the stream',
      stream.opening,
    );
    const phone = await judge.members.addDevice(author, 'phone');
    await stream.certificate(phone.addition.at, `an event after ${seconds} s`);
  });

verifies('events/stream-stays-open', { needs }, (judge) => expectStaysOpen(judge, 1));

verifies('events/stream-stays-open', { needs: ['events', 'slow'], case: '12-s' }, (judge) =>
  expectStaysOpen(judge, 12),
);

/** The number of events, each with its own timestamp. */
const EVENTS = 10;

verifies(['events/data-is-base64-msgpack', 'events/ids-unique'], { needs }, (judge) =>
  withSharedOrganization(judge, async ({ alice: author }) => {
    const first = await judge.stream(author);
    const configuration = await first.next('the configuration as first event');
    await judge.under(['events/ids-unique', 'events_listen/configuration-first'], () =>
      judge.expect.equal(configuration.frame.id, undefined, 'id of the first event', first.opening),
    );
    const ids = new Set<string>();
    for (let index = 1; index <= EVENTS; index += 1) {
      const phone = await judge.members.addDevice(author, `phone ${index}`);
      const { frame } = await first.certificate(phone.addition.at, `event ${index}`);
      await judge.under('events/ids-unique', () =>
        judge.expect.that((frame.id ?? '') !== '', `an id of event ${index}`, frame.id, first.opening),
      );
      ids.add(frame.id ?? '');
    }
    await judge.under('events/ids-unique', () =>
      judge.expect.equal(ids.size, EVENTS, 'different ids', first.opening),
    );
  }),
);

verifies('events/nothing-from-before', { needs }, (judge) =>
  withSharedOrganization(judge, async ({ alice }) => {
    const bob = await judge.members.enrol(alice, 'bob');
    await judge.members.addDevice(bob, 'phone');
    // Events of earlier requests may still be on their way to the listeners.
    await judge.sleep(300);
    const streams = await Promise.all([judge.listen(alice), judge.listen(bob)]);
    const carol = await judge.members.enrol(alice, 'carol');
    for (const stream of streams) {
      await stream.certificate(carol.enrolment.at, 'the first event since the opening');
      judge.expect.equal(stream.earlierEvents.length, 0, 'events of before the opening', stream.opening);
    }
  }),
);

// The same people, devices and timestamps, so only the organization differs.
verifies('events/never-across-organizations', { needs }, (judge) =>
  withSharedOrganization(judge, async ({ alice }) => {
    const { author: otherAlice } = await judge.bootstrapped();
    const [ours, theirs] = await Promise.all([judge.listen(alice), judge.listen(otherAlice)]);
    for (const round of [1, 2]) {
      const laptop = await judge.members.addDevice(alice, `laptop ${round}`);
      const phone = await judge.members.addDevice(otherAlice, `phone ${round}`);
      await theirs.certificate(phone.addition.at, `event ${round} of the other organization`);
      await ours.certificate(laptop.addition.at, `event ${round} of the own organization`);
    }
  }),
);
