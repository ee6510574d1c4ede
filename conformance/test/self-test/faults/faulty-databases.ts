import { setTimeout as sleep } from 'node:timers/promises';
import {
  withoutSharing,
  appending,
  changed,
  type FaultyServer,
  never,
  PRETENDED,
  refusesAfterFullDisk,
} from './faulty-journals.ts';
import { storeAway } from './store-journal.ts';

/** Stays broken after the database was lost, until the server is restarted. */
const resentful = changed((right) => {
  let isLost = false;
  const own = right.reach.bind(right);
  right.reach = async (work, writes) => {
    if (right.store.state === 'gone') isLost = true;
    if (isLost) throw storeAway();
    return await own(work, writes);
  };
  return {};
});

/** Servers with faults around their database or their disk. */
export const faultyDatabases: readonly FaultyServer[] = [
  {
    name: 'acknowledges without a database',
    breaks: 'durability/database-gone-is-refused',
    nodeFault: withoutSharing(
      appending(async (entry, right, { state }) => (state === 'gone' ? PRETENDED : right(entry))),
    ),
  },
  {
    name: 'waits for a database that is gone',
    breaks: 'durability/database-gone-is-refused',
    nodeFault: withoutSharing(
      appending(async (entry, right, { state }) => (state === 'gone' ? never : right(entry))),
    ),
  },
  {
    name: 'never finds back to its database',
    breaks: 'durability/service-returns-with-database',
    nodeFault: resentful,
  },
  {
    name: 'finds back to its database when started again',
    breaks: 'durability/service-returns-by-itself',
    nodeFault: resentful,
  },
  {
    name: 'waits as long as its database is silent',
    breaks: 'durability/silent-database-is-refused',
    nodeFault: changed((right, store) => {
      right.wait = async () => {
        while (store.state === 'silent') await sleep(50);
      };
      return {};
    }),
  },
  {
    name: 'gives up a slow database',
    breaks: 'durability/slow-database-is-only-slow',
    nodeFault: appending(async (entry, right, { delay }) => {
      if (delay > 10) throw storeAway();
      return await right(entry);
    }),
  },
  {
    name: 'acknowledges what was cut off',
    breaks: 'durability/database-loss-leaves-no-half',
    tries: 5,
    nodeFault: withoutSharing(
      appending(async (entry, right, store) => {
        const { cuts } = store;
        await sleep(5);
        return store.cuts > cuts ? PRETENDED : await right(entry);
      }),
    ),
  },
  {
    name: 'acknowledges on a full disk',
    breaks: 'durability/full-disk-loses-nothing',
    nodeFault: appending(async (entry, right, { isFull }) => (isFull ? PRETENDED : right(entry))),
  },
  {
    name: 'refuses on a full disk only once',
    breaks: 'durability/full-disk-loses-nothing',
    nodeFault: changed((right, store) => {
      let hasRefused = false;
      const own = right.append.bind(right);
      return {
        append: async (entry) => {
          if (store.isFull && hasRefused) return PRETENDED;
          hasRefused ||= store.isFull;
          return await own(entry);
        },
      };
    }),
  },
  {
    name: 'waits for room',
    breaks: 'durability/full-disk-is-refused',
    nodeFault: appending(async (entry, right, { isFull }) => (isFull ? never : right(entry))),
  },
  {
    name: 'writes no more once its disk was full',
    breaks: 'durability/service-returns-with-space',
    nodeFault: refusesAfterFullDisk(() => true),
  },
];
