import { setTimeout as sleep } from 'node:timers/promises';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Append, Appended, Journal } from '@parsec-spec/reference-server/journal';
import type { Frailty } from './frail-node.ts';
import { forgetful } from './forgetful-journal.ts';
import { fieldByField } from './field-by-field.ts';
import type { Shelf } from './shelf.ts';
import { away, type Pulse, ShelfJournal } from './shelf-journal.ts';

/** A server that breaks a promise of durability, and the requirement that it breaks. */
export interface FrailServer {
  readonly name: string;
  readonly breaks: RequirementId;
  readonly frailty: Frailty;
  /** It shows when it dies at a certain moment only: how many runs it is given to do so. */
  readonly tries?: number;
}

/** A right journal but for what it does with one method. */
type Change = (right: ShelfJournal, shelf: Shelf, pulse: Pulse) => Partial<Journal>;

const changed = (change: Change): Frailty => ({
  journal: (shelf, pulse) => {
    const right = new ShelfJournal(shelf, pulse);
    return Object.assign(right, change(right, shelf, pulse));
  },
});

/** The same with another way to append. */
const appending = (
  append: (
    entry: Append,
    right: (entry: Append) => Promise<Appended>,
    shelf: Shelf,
    pulse: Pulse,
  ) => Promise<Appended>,
): Frailty =>
  changed((right, shelf, pulse) => {
    const own = right.append.bind(right);
    return { append: (entry) => append(entry, own, shelf, pulse) };
  });

/** What was said to be kept, and is not. */
const pretended: Appended = 'appended';

/** Reads what it has read once no more, whatever other nodes do, or whether the journal is there. */
const alone = (frailty: Frailty = {}): Frailty => ({
  journal: (shelf, pulse) => {
    const { shared: _, ...own } = whole(frailty.journal?.(shelf, pulse) ?? new ShelfJournal(shelf, pulse));
    return own;
  },
});

/** The methods of a journal, each bound to it. */
const whole = (journal: Journal): Journal => ({
  name: journal.name,
  ...(journal.shared === undefined ? {} : { shared: journal.shared }),
  read: journal.read.bind(journal),
  open: journal.open.bind(journal),
  pick: journal.pick.bind(journal),
  keep: journal.keep.bind(journal),
  append: journal.append.bind(journal),
  figures: journal.figures.bind(journal),
  eventsAfter: journal.eventsAfter.bind(journal),
  close: journal.close.bind(journal),
});

/** Keeps what it acknowledged a moment later. */
const hasty: Frailty = {
  journal: (shelf, pulse) => {
    const right = new ShelfJournal(shelf, pulse);
    const own = right.append.bind(right);
    const acknowledged = new Map<string, number>();
    let last: Promise<unknown> = Promise.resolve();
    const append = async (entry: Append): Promise<Appended> => {
      const { organization, version, records } = entry;
      if ((acknowledged.get(organization) ?? shelf.version(organization)) !== version) return 'conflict';
      acknowledged.set(organization, version + records.length);
      last = Promise.all([last, sleep(40)]).then(() => own(entry));
      return 'appended';
    };
    return Object.assign(right, { append });
  },
};

const never = new Promise<never>(() => undefined);

/** Broken servers, each by what it does. */
export const frailServers: readonly FrailServer[] = [
  { name: 'answers before it keeps', breaks: 'durability/acknowledged-survives-kill', frailty: hasty },
  {
    name: 'forgets everything',
    breaks: 'durability/acknowledged-survives-kill',
    frailty: { forgets: true },
  },
  {
    name: 'keeps figures apart from what they count',
    breaks: 'durability/unanswered-is-whole-or-absent',
    tries: 5,
    frailty: appending(async (entry, right, shelf, pulse) => {
      const outcome = await right({ ...entry, figures: [] });
      if (outcome === 'conflict' || entry.figures.length === 0) return outcome;
      await sleep(10);
      if (pulse.isDead) return await never;
      await shelf.journal.append({
        ...entry,
        version: shelf.version(entry.organization),
        records: [],
        events: [],
      });
      return outcome;
    }),
  },
  {
    name: 'changes settings one after the other',
    breaks: 'durability/unanswered-is-whole-or-absent',
    tries: 5,
    frailty: { server: { distort: [fieldByField] } },
  },
  {
    name: 'remembers invitations only as long as it lives',
    breaks: 'durability/journey-goes-on',
    frailty: { journal: forgetful(['invitation_opened', 'invitation_ended', 'greeting_moved']) },
  },
  {
    name: 'remembers greetings only as long as it lives',
    breaks: 'durability/journey-goes-on',
    frailty: { journal: forgetful(['greeting_moved']) },
  },
  {
    name: 'acknowledges at the end what it no longer keeps',
    breaks: 'durability/stop-keeps-acknowledged',
    tries: 5,
    frailty: appending(async (entry, right, _shelf, { isStopping }) =>
      isStopping ? pretended : right(entry),
    ),
  },
  {
    name: 'takes an unknown event for the last one',
    breaks: 'durability/stream-taken-up-after-restart',
    frailty: changed((right, shelf) => {
      const begun = new Map<string, number>();
      const own = right.eventsAfter.bind(right);
      return {
        eventsAfter: async (id, event) => {
          const since = begun.get(id) ?? shelf.events(id).length;
          begun.set(id, since);
          const known = shelf
            .events(id)
            .slice(since)
            .some((one) => one.id === event);
          return known ? await own(id, event) : [];
        },
      };
    }),
  },
  {
    name: 'refuses after a pause what came during it',
    breaks: 'durability/pause-loses-no-greeting',
    frailty: { awoken: 'refuses' },
  },
  {
    name: 'loses the events of a pause',
    breaks: 'durability/pause-loses-no-event',
    frailty: appending((entry, right, _shelf, { isDazed }) =>
      right(isDazed ? { ...entry, events: [] } : entry),
    ),
  },
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
    frailty: changed((right) => {
      let isLost = false;
      const own = right.reach.bind(right);
      right.reach = async (work, writes) => {
        if (right.shelf.state === 'gone') isLost = true;
        if (isLost) throw away();
        return await own(work, writes);
      };
      return {};
    }),
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
    name: 'waits for room',
    breaks: 'durability/full-disk-is-refused',
    frailty: appending(async (entry, right, { isFull }) => (isFull ? never : right(entry))),
  },
  {
    name: 'writes no more once its disk was full',
    breaks: 'durability/service-returns-with-space',
    frailty: changed((right, shelf) => {
      let wasFull = false;
      const own = right.append.bind(right);
      return {
        append: async (entry) => {
          wasFull ||= shelf.isFull;
          if (wasFull) throw away();
          return await own(entry);
        },
      };
    }),
  },
  {
    name: 'believes any clock',
    breaks: 'durability/skewed-clock-is-told',
    frailty: {
      server: { omit: ['organization_bootstrap/not-too-early', 'organization_bootstrap/not-too-late'] },
    },
  },
  { name: 'reads only once', breaks: 'durability/nodes-know-the-same', frailty: alone() },
  { name: 'lets a user in whom it knew', breaks: 'durability/shut-out-on-every-node', frailty: alone() },
  { name: 'ends streams of its own only', breaks: 'durability/streams-end-on-every-node', frailty: alone() },
  {
    name: 'overwrites what another node was faster with',
    breaks: 'durability/nodes-have-one-winner',
    frailty: changed((right, shelf) => ({
      append: (entry) =>
        right.reach(() => shelf.append({ ...entry, version: shelf.version(entry.organization) }), true),
    })),
  },
  {
    name: 'keeps its events to itself',
    breaks: 'durability/events-cross-nodes',
    frailty: changed((right) => {
      right.follow = () => undefined;
      return {};
    }),
  },
  {
    name: 'keeps its events to itself, as the catalogue has it',
    breaks: 'events/all-processes-hear',
    frailty: changed((right) => {
      right.follow = () => undefined;
      return {};
    }),
  },
  {
    name: 'ends when another node does',
    breaks: 'durability/one-node-lost-is-no-outage',
    frailty: changed((right, shelf) => {
      const own = right.reach.bind(right);
      right.reach = async (work, writes) => {
        if (shelf.nodesLost > 0) throw away();
        return await own(work, writes);
      };
      return {};
    }),
  },
];
