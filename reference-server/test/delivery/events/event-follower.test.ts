import { setTimeout as pause } from 'node:timers/promises';
import { Uuid } from '@parsec-spec/spec/codec';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { absentOrganization } from '@parsec-spec/spec/records';
import { expect, test } from 'vitest';
import { EventFollower } from '../../../src/delivery/events/event-follower.ts';
import { keptEvent } from '../../../src/delivery/events/event-frames.ts';
import { EventStreams } from '../../../src/delivery/events/event-streams.ts';
import { silentLog } from '../../../src/log.ts';
import type { EventsFrom, KeptEvent, SharedJournal } from '../../../src/storage/journal.ts';
import { Listener } from '../../support/stream-listener.ts';

const { randomBytes } = syncCrypto;
const { hex: user } = Uuid.of(randomBytes(16));
const news = (): KeptEvent =>
  keptEvent(
    {
      event: { event: 'INVITATION', token: randomBytes(16), invitation_status: 'PENDING' },
      to: 'everybody',
    },
    randomBytes(16),
  );

/** A node before a journal whose events are read by `eventsFrom`. */
function node(eventsFrom: SharedJournal['eventsFrom']) {
  let wake: (organization: string | null) => void = () => undefined;
  const journal: SharedJournal = {
    follow: (follower) => {
      wake = follower;
    },
    parted: () => undefined,
    eventsSoFar: async () => 0,
    eventsFrom,
  };
  const streams = new EventStreams(null, { eventsAfter: async () => undefined });
  const follower = new EventFollower(journal, streams, absentOrganization, silentLog);
  const listen = (organization: string, before: number): Listener => {
    const state = absentOrganization(organization);
    const channel = streams.open(state, { user, mayListen: () => true }, { before });
    follower.begin(organization, before);
    return new Listener(200, [], channel);
  };
  return { listen, wake: (organization: string | null) => wake(organization) };
}

const ids = async (listener: Listener) => (await listener.rest()).flatMap(({ id }) => id ?? []);

test('events that could not be read are read again, after any error', async () => {
  const event = news();
  let tries = 0;
  const { listen } = node(async (_, count) => {
    tries += 1;
    if (tries === 1) throw new Error('too many clients already');
    return { events: count === 0 ? [event] : [], count: 1, version: 0 };
  });
  const listener = listen('Org', 0);
  await expect.poll(() => tries).toBeGreaterThan(1);
  expect(await ids(listener)).toEqual([event.id]);
});

test('a new listener gets no earlier events, even if others on the node are behind', async () => {
  const events = [news(), news(), news()];
  let away = true;
  const { listen, wake } = node(async (_, count): Promise<EventsFrom> => {
    if (away) return { events: [], count, version: 0 };
    return { events: events.slice(count), count: events.length, version: 0 };
  });
  const early = listen('Org', 0);
  const late = listen('Org', 2);
  await pause(0);
  away = false;
  wake(null);
  const [first, second, third] = events.map(({ id }) => id);
  expect(await ids(early)).toEqual([first, second, third]);
  expect(await ids(late)).toEqual([third]);
});

test('the events of many organizations are all read, a few organizations at a time', async () => {
  const organizations = Array.from({ length: 50 }, (_, index) => `Org${index}`);
  const latest = new Map(organizations.map((id) => [id, news()]));
  let [running, maxRunning, ready] = [0, 0, false];
  const { listen, wake } = node(async (organization, count): Promise<EventsFrom> => {
    running += 1;
    maxRunning = Math.max(maxRunning, running);
    await pause(1);
    running -= 1;
    const event = latest.get(organization);
    if (!ready || count > 0 || event === undefined) return { events: [], count, version: 0 };
    return { events: [event], count: 1, version: 0 };
  });
  const listeners = organizations.map((id) => listen(id, 0));
  ready = true;
  wake(null);
  for (const [index, listener] of listeners.entries()) {
    await listener.next(); // the configuration
    expect((await listener.next()).id).toBe(latest.get(organizations[index] ?? '')?.id);
  }
  expect(maxRunning).toBeLessThanOrEqual(4);
});

test('an organization with permanent activity does not delay others', async () => {
  const busy = ['a', 'b', 'c', 'd'];
  let quietReads = 0;
  const { listen, wake } = node(async (organization, count): Promise<EventsFrom> => {
    await pause(1);
    if (organization === 'quiet') quietReads += 1;
    else wake(organization);
    return { events: [], count, version: 0 };
  });
  const listeners = [...busy, 'quiet'].map((id) => listen(id, 0));
  await expect.poll(() => quietReads).toBeGreaterThan(0);
  for (const listener of listeners) listener.close();
});
