import { setTimeout as sleep } from 'node:timers/promises';
import {
  appending,
  type BrokenServer,
  changed,
  never,
  PRETENDED,
  refusesAfterFullDisk,
  withoutSharing,
} from './broken-journals.ts';
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

/** Servers with defects around their database or their disk. */
export const brokenDatabases: readonly BrokenServer[] = [
  {
    name: 'acknowledges without a database',
    breaks: 'durability/database-gone-is-refused',
    nodeDefect: withoutSharing(
      appending(async (entry, right, { state }) => (state === 'gone' ? PRETENDED : right(entry))),
    ),
  },
  {
    name: 'waits for an unavailable database',
    breaks: 'durability/database-gone-is-refused',
    nodeDefect: withoutSharing(
      appending(async (entry, right, { state }) => (state === 'gone' ? never : right(entry))),
    ),
  },
  {
    name: 'does not reconnect to its database',
    breaks: 'durability/service-returns-with-database',
    nodeDefect: resentful,
  },
  {
    name: 'reconnects to its database only after a restart',
    breaks: 'durability/service-returns-by-itself',
    nodeDefect: resentful,
  },
  {
    name: 'waits without limit for a silent database',
    breaks: 'durability/silent-database-is-refused',
    nodeDefect: changed((right, store) => {
      right.wait = async () => {
        while (store.state === 'silent') await sleep(50);
      };
      return {};
    }),
  },
  {
    name: 'fails on a slow database',
    breaks: 'durability/slow-database-is-only-slow',
    nodeDefect: appending(async (entry, right, { delay }) => {
      if (delay > 10) throw storeAway();
      return await right(entry);
    }),
  },
  {
    name: 'acknowledges a request whose connection was cut',
    breaks: 'durability/database-loss-leaves-no-half',
    tries: 5,
    nodeDefect: withoutSharing(
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
    nodeDefect: appending(async (entry, right, { isFull }) => (isFull ? PRETENDED : right(entry))),
  },
  {
    name: 'refuses on a full disk only once',
    breaks: 'durability/full-disk-loses-nothing',
    nodeDefect: changed((right, store) => {
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
    name: 'waits for free space',
    breaks: 'durability/full-disk-is-refused',
    nodeDefect: appending(async (entry, right, { isFull }) => (isFull ? never : right(entry))),
  },
  {
    name: 'does not write again after its disk was full',
    breaks: 'durability/service-returns-with-space',
    nodeDefect: refusesAfterFullDisk(() => true),
  },
];
