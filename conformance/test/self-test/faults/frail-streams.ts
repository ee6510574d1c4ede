import { setTimeout as sleep } from 'node:timers/promises';
import type { KeptEvent } from '@parsec-spec/reference-server/journal';
import { fieldsIn } from './bends.ts';
import { appending, changed, type FrailServer } from './breaking.ts';
import type { Frailty } from './frail-node.ts';
import type { Shelf } from './shelf.ts';
import { type Pulse, ShelfJournal } from './shelf-journal.ts';

const takenUp = 'durability/stream-taken-up-after-restart';
const crosses = 'durability/events-cross-nodes';

const isCertificate = ({ body }: KeptEvent): boolean => fieldsIn(body).event === 'COMMON_CERTIFICATE';

/** Replays events wrongly. */
const replaying = (replay: (events: readonly KeptEvent[]) => readonly KeptEvent[]): Frailty =>
  changed((right) => {
    const own = right.eventsAfter.bind(right);
    return {
      eventsAfter: async (id, event) => {
        const events = await own(id, event);
        return events && replay(events);
      },
    };
  });

/** Stores events `ms` after their change, or never if `isTooLate` holds by then. */
const lateEvents = (ms: number, isTooLate: (before: Pulse, now: Pulse) => boolean): Frailty =>
  appending(async (entry, right, shelf, pulse) => {
    const outcome = await right({ ...entry, events: [] });
    if (outcome === 'conflict' || (entry.events ?? []).length === 0) return outcome;
    const before = { ...pulse };
    void sleep(ms).then(async () => {
      const version = shelf.version(entry.organization);
      if (!isTooLate(before, pulse)) await right({ ...entry, records: [], figures: [], version });
    });
    return outcome;
  });

/** A node that misses some changes of other nodes. */
const hearing = (hears: (event: KeptEvent) => boolean, shelfIsSo: (shelf: Shelf) => boolean = () => true) =>
  changed((right, shelf) => {
    const own = right.shared.eventsFrom.bind(right.shared);
    const eventsFrom: typeof own = async (id, ...known) => {
      const news = await own(id, ...known);
      return shelfIsSo(shelf) ? { ...news, events: news.events?.filter(hears) } : news;
    };
    Object.assign(right.shared, { eventsFrom });
    return {};
  });

/** Servers with faults in event streams. */
export const frailStreams: readonly FrailServer[] = [
  {
    name: 'keeps events after what they tell of',
    breaks: takenUp,
    frailty: lateEvents(2, (_before, { isDead, isStopping }) => isDead || isStopping),
  },
  {
    name: 'keeps no events of certificates',
    breaks: takenUp,
    frailty: replaying((events) => events.filter((event) => !isCertificate(event))),
  },
  { name: 'replays twice', breaks: takenUp, frailty: replaying((events) => [...events, ...events]) },
  { name: 'replays backwards', breaks: takenUp, frailty: replaying((events) => events.toReversed()) },
  { name: 'replays all but the last', breaks: takenUp, frailty: replaying((events) => events.slice(0, -1)) },
  {
    name: 'forgets whom events are for',
    breaks: takenUp,
    frailty: replaying((events) => events.map((event) => ({ ...event, to: null }))),
  },
  {
    name: 'drops what it was about to tell when it falls asleep',
    breaks: 'durability/pause-loses-no-event',
    frailty: lateEvents(30, (before, now) => !before.isDazed && now.isDazed),
  },
  {
    name: 'tells nothing once its database was gone',
    breaks: 'durability/service-returns-with-database',
    frailty: hearing(
      () => false,
      ({ cuts }) => cuts > 0,
    ),
  },
  {
    name: 'tells no certificates of other nodes',
    breaks: crosses,
    frailty: hearing((event) => !isCertificate(event)),
  },
  {
    name: 'tells no attempts of other nodes',
    breaks: crosses,
    frailty: hearing(({ body }) => fieldsIn(body).greeting_attempt === undefined),
  },
  {
    name: 'tells no ends of invitations',
    breaks: crosses,
    frailty: hearing(({ body }) => fieldsIn(body).invitation_status !== 'FINISHED'),
  },
  {
    name: 'tells nothing of other nodes once connections were cut',
    breaks: crosses,
    frailty: hearing(
      () => false,
      ({ cuts }) => cuts > 0,
    ),
  },
  {
    name: 'takes an event of another node for the last one',
    breaks: crosses,
    frailty: {
      journal: (shelf, pulse) => {
        const right = new ShelfJournal(shelf, pulse);
        const own = right.append.bind(right);
        const after = right.eventsAfter.bind(right);
        const known = new Set<string>();
        return Object.assign(right, {
          append: (entry: Parameters<typeof own>[0]) => {
            for (const { id } of entry.events ?? []) known.add(id);
            return own(entry);
          },
          eventsAfter: async (id: string, event: string) => (known.has(event) ? await after(id, event) : []),
        });
      },
    },
  },
  {
    name: 'tells nothing once another node is gone',
    breaks: 'durability/one-node-lost-is-no-outage',
    frailty: hearing(
      () => false,
      ({ nodesLost }) => nodesLost > 0,
    ),
  },
];
