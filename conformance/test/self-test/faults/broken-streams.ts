import { setTimeout as sleep } from 'node:timers/promises';
import type { KeptEvent } from '@parsec-spec/reference-server/journal';
import { appending, type BrokenServer, changed } from './broken-journals.ts';
import type { NodeDefect } from './broken-node.ts';
import type { SharedStore } from './shared-store.ts';
import { type NodeState, StoreJournal } from './store-journal.ts';
import { fieldsIn } from './wrapped-servers.ts';

const takenUp = 'durability/stream-taken-up-after-restart';
const crosses = 'durability/events-cross-nodes';

const isCertificate = ({ body }: KeptEvent): boolean => fieldsIn(body).event === 'COMMON_CERTIFICATE';

/** Replays events wrongly. */
const replaying = (replay: (events: readonly KeptEvent[]) => readonly KeptEvent[]): NodeDefect =>
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
const lateEvents = (ms: number, isTooLate: (before: NodeState, now: NodeState) => boolean): NodeDefect =>
  appending(async (entry, right, store, nodeState) => {
    const outcome = await right({ ...entry, events: [] });
    if (outcome === 'conflict' || (entry.events ?? []).length === 0) return outcome;
    const before = { ...nodeState };
    void sleep(ms).then(async () => {
      const version = store.version(entry.organization);
      if (!isTooLate(before, nodeState)) await right({ ...entry, records: [], figures: [], version });
    });
    return outcome;
  });

/** A node that misses some changes of other nodes. */
const hearing = (
  hears: (event: KeptEvent) => boolean,
  shelfIsSo: (store: SharedStore) => boolean = () => true,
) =>
  changed((right, store) => {
    const own = right.shared.eventsFrom.bind(right.shared);
    const eventsFrom: typeof own = async (id, ...known) => {
      const news = await own(id, ...known);
      return shelfIsSo(store) ? { ...news, events: news.events?.filter(hears) } : news;
    };
    Object.assign(right.shared, { eventsFrom });
    return {};
  });

/** Servers with defects in event streams. */
export const brokenStreams: readonly BrokenServer[] = [
  {
    name: 'stores events after their changes',
    breaks: takenUp,
    nodeDefect: lateEvents(2, (_before, { isDead, isStopping }) => isDead || isStopping),
  },
  {
    name: 'stores no events of certificates',
    breaks: takenUp,
    nodeDefect: replaying((events) => events.filter((event) => !isCertificate(event))),
  },
  { name: 'replays twice', breaks: takenUp, nodeDefect: replaying((events) => [...events, ...events]) },
  { name: 'replays backwards', breaks: takenUp, nodeDefect: replaying((events) => events.toReversed()) },
  {
    name: 'replays all but the last',
    breaks: takenUp,
    nodeDefect: replaying((events) => events.slice(0, -1)),
  },
  {
    name: 'forgets the recipients of events',
    breaks: takenUp,
    nodeDefect: replaying((events) => events.map((event) => ({ ...event, to: null }))),
  },
  {
    name: 'drops unsent events at a suspension',
    breaks: 'durability/pause-loses-no-event',
    nodeDefect: lateEvents(30, (before, now) => !before.isSuspended && now.isSuspended),
  },
  {
    name: 'sends no events after its database was unavailable',
    breaks: 'durability/service-returns-with-database',
    nodeDefect: hearing(
      () => false,
      ({ cuts }) => cuts > 0,
    ),
  },
  {
    name: 'sends no events of certificates of other nodes',
    breaks: crosses,
    nodeDefect: hearing((event) => !isCertificate(event)),
  },
  {
    name: 'sends no events of attempts of other nodes',
    breaks: crosses,
    nodeDefect: hearing(({ body }) => fieldsIn(body).greeting_attempt === undefined),
  },
  {
    name: 'sends no events of ends of invitations',
    breaks: crosses,
    nodeDefect: hearing(({ body }) => fieldsIn(body).invitation_status !== 'FINISHED'),
  },
  {
    name: 'sends no events of other nodes after connections were cut',
    breaks: crosses,
    nodeDefect: hearing(
      () => false,
      ({ cuts }) => cuts > 0,
    ),
  },
  {
    name: 'treats an event of another node as the last one',
    breaks: crosses,
    nodeDefect: {
      journal: (store, nodeState) => {
        const right = new StoreJournal(store, nodeState);
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
    name: 'sends no events after another node ended',
    breaks: 'durability/one-node-lost-is-no-outage',
    nodeDefect: hearing(
      () => false,
      ({ nodesLost }) => nodesLost > 0,
    ),
  },
];
