import { setTimeout as sleep } from 'node:timers/promises';
import type { KeptEvent } from '@parsec-spec/reference-server/journal';
import { fieldsIn } from './wrapped-servers.ts';
import { appending, changed, type FaultyServer } from './faulty-journals.ts';
import type { NodeFault } from './faulty-node.ts';
import type { SharedStore } from './shared-store.ts';
import { type NodeState, StoreJournal } from './store-journal.ts';

const takenUp = 'durability/stream-taken-up-after-restart';
const crosses = 'durability/events-cross-nodes';

const isCertificate = ({ body }: KeptEvent): boolean => fieldsIn(body).event === 'COMMON_CERTIFICATE';

/** Replays events wrongly. */
const replaying = (replay: (events: readonly KeptEvent[]) => readonly KeptEvent[]): NodeFault =>
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
const lateEvents = (ms: number, isTooLate: (before: NodeState, now: NodeState) => boolean): NodeFault =>
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

/** Servers with faults in event streams. */
export const faultyStreams: readonly FaultyServer[] = [
  {
    name: 'keeps events after what they tell of',
    breaks: takenUp,
    nodeFault: lateEvents(2, (_before, { isDead, isStopping }) => isDead || isStopping),
  },
  {
    name: 'keeps no events of certificates',
    breaks: takenUp,
    nodeFault: replaying((events) => events.filter((event) => !isCertificate(event))),
  },
  { name: 'replays twice', breaks: takenUp, nodeFault: replaying((events) => [...events, ...events]) },
  { name: 'replays backwards', breaks: takenUp, nodeFault: replaying((events) => events.toReversed()) },
  {
    name: 'replays all but the last',
    breaks: takenUp,
    nodeFault: replaying((events) => events.slice(0, -1)),
  },
  {
    name: 'forgets whom events are for',
    breaks: takenUp,
    nodeFault: replaying((events) => events.map((event) => ({ ...event, to: null }))),
  },
  {
    name: 'drops what it was about to tell when it falls asleep',
    breaks: 'durability/pause-loses-no-event',
    nodeFault: lateEvents(30, (before, now) => !before.isSuspended && now.isSuspended),
  },
  {
    name: 'tells nothing once its database was gone',
    breaks: 'durability/service-returns-with-database',
    nodeFault: hearing(
      () => false,
      ({ cuts }) => cuts > 0,
    ),
  },
  {
    name: 'tells no certificates of other nodes',
    breaks: crosses,
    nodeFault: hearing((event) => !isCertificate(event)),
  },
  {
    name: 'tells no attempts of other nodes',
    breaks: crosses,
    nodeFault: hearing(({ body }) => fieldsIn(body).greeting_attempt === undefined),
  },
  {
    name: 'tells no ends of invitations',
    breaks: crosses,
    nodeFault: hearing(({ body }) => fieldsIn(body).invitation_status !== 'FINISHED'),
  },
  {
    name: 'tells nothing of other nodes once connections were cut',
    breaks: crosses,
    nodeFault: hearing(
      () => false,
      ({ cuts }) => cuts > 0,
    ),
  },
  {
    name: 'takes an event of another node for the last one',
    breaks: crosses,
    nodeFault: {
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
    name: 'tells nothing once another node is gone',
    breaks: 'durability/one-node-lost-is-no-outage',
    nodeFault: hearing(
      () => false,
      ({ nodesLost }) => nodesLost > 0,
    ),
  },
];
