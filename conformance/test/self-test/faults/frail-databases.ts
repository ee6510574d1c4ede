import { setTimeout as sleep } from 'node:timers/promises';
import {
  alone,
  appending,
  changed,
  type FrailServer,
  never,
  pretended,
  resentsFullDisk,
} from './breaking.ts';
import { away } from './shelf-journal.ts';

/** Stays broken after the database was lost, until the server is restarted. */
const resentful = changed((right) => {
  let isLost = false;
  const own = right.reach.bind(right);
  right.reach = async (work, writes) => {
    if (right.shelf.state === 'gone') isLost = true;
    if (isLost) throw away();
    return await own(work, writes);
  };
  return {};
});

/** Servers with faults around their database or their disk. */
export const frailDatabases: readonly FrailServer[] = [
  {
    name: 'acknowledges without a database',
    breaks: 'durability/database-gone-is-refused',
    frailty: alone(
      appending(async (entry, right, { state }) => (state === 'gone' ? pretended : right(entry))),
    ),
  },
  {
    name: 'waits for a database that is gone',
    breaks: 'durability/database-gone-is-refused',
    frailty: alone(appending(async (entry, right, { state }) => (state === 'gone' ? never : right(entry)))),
  },
  {
    name: 'never finds back to its database',
    breaks: 'durability/service-returns-with-database',
    frailty: resentful,
  },
  {
    name: 'finds back to its database when started again',
    breaks: 'durability/service-returns-by-itself',
    frailty: resentful,
  },
  {
    name: 'waits as long as its database is silent',
    breaks: 'durability/silent-database-is-refused',
    frailty: changed((right, shelf) => {
      right.wait = async () => {
        while (shelf.state === 'silent') await sleep(50);
      };
      return {};
    }),
  },
  {
    name: 'gives up a slow database',
    breaks: 'durability/slow-database-is-only-slow',
    frailty: appending(async (entry, right, { delay }) => {
      if (delay > 10) throw away();
      return await right(entry);
    }),
  },
  {
    name: 'acknowledges what was cut off',
    breaks: 'durability/database-loss-leaves-no-half',
    tries: 5,
    frailty: alone(
      appending(async (entry, right, shelf) => {
        const { cuts } = shelf;
        await sleep(5);
        return shelf.cuts > cuts ? pretended : await right(entry);
      }),
    ),
  },
  {
    name: 'acknowledges on a full disk',
    breaks: 'durability/full-disk-loses-nothing',
    frailty: appending(async (entry, right, { isFull }) => (isFull ? pretended : right(entry))),
  },
  {
    name: 'refuses on a full disk only once',
    breaks: 'durability/full-disk-loses-nothing',
    frailty: changed((right, shelf) => {
      let hasRefused = false;
      const own = right.append.bind(right);
      return {
        append: async (entry) => {
          if (shelf.isFull && hasRefused) return pretended;
          hasRefused ||= shelf.isFull;
          return await own(entry);
        },
      };
    }),
  },
  {
    name: 'waits for room',
    breaks: 'durability/full-disk-is-refused',
    frailty: appending(async (entry, right, { isFull }) => (isFull ? never : right(entry))),
  },
  {
    name: 'writes no more once its disk was full',
    breaks: 'durability/service-returns-with-space',
    frailty: resentsFullDisk(() => true),
  },
];
