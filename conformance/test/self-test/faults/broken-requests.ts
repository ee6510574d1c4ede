import { setTimeout as sleep } from 'node:timers/promises';
import type { Append, JournalRecord } from '@parsec-spec/reference-server/journal';
import {
  appending,
  type BrokenServer,
  changed,
  never,
  PRETENDED,
  refusesAfterFullDisk,
  withoutSharing,
} from './broken-journals.ts';
import type { NodeDefect } from './broken-node.ts';
import type { SharedStore } from './shared-store.ts';
import { storeAway } from './store-journal.ts';
import { byCommand, wrapped } from './wrapped-servers.ts';

const gone = 'durability/database-gone-is-refused';
const full = 'durability/full-disk-loses-nothing';
const slow = 'durability/slow-database-is-only-slow';

type Kind = JournalRecord['record'];
type State = (store: SharedStore) => boolean;

const isGone: State = ({ state }) => state === 'gone';
const isFull: State = (store) => store.isFull;

export const holds = (entry: Append, kind: Kind): boolean =>
  entry.records.some(({ record }) => record === kind);

/** Acknowledges requests of this kind without storing them, where it refuses all other kinds. */
const pretends = (kind: Kind, when: State): NodeDefect =>
  withoutSharing(
    appending(async (entry, right, store) =>
      when(store) && holds(entry, kind) ? PRETENDED : await right(entry),
    ),
  );

/** Leaves requests of this kind unanswered on a full disk, and refuses all others. */
const waits = (kind: Kind): NodeDefect =>
  appending(async (entry, right, { isFull: isSo }) =>
    isSo && holds(entry, kind) ? await never : await right(entry),
  );

const kinds = {
  user_frozen: 'freezes',
  greeting_moved: 'steps of greetings',
  organization_updated: 'settings',
  tos_accepted: 'accepted terms',
  invitation_ended: 'ends of invitations',
  device_created: 'devices',
} as const;

const ofEachKind = (make: (kind: Kind, name: string) => BrokenServer): readonly BrokenServer[] =>
  Object.entries(kinds).map(([kind, name]) => make(kind as Kind, name));

/** Servers with defects around their database or disk, for some requests only. */
export const brokenRequests: readonly BrokenServer[] = [
  ...ofEachKind((kind, name) => ({
    name: `acknowledges ${name} without a database`,
    breaks: gone,
    nodeDefect: pretends(kind, isGone),
  })),
  ...ofEachKind((kind, name) => ({
    name: `acknowledges ${name} on a full disk`,
    breaks: full,
    nodeDefect: pretends(kind, isFull),
  })),
  {
    name: 'answers not found while its database is unavailable',
    breaks: gone,
    nodeDefect: wrapped(
      gone,
      byCommand(async (name, call, handle) => {
        const reply = await handle(call);
        return reply.status >= 500 && name === 'invite_list' ? { ...reply, status: 404 } : reply;
      }),
    ),
  },
  {
    name: 'answers organization not found while its database is unavailable',
    breaks: gone,
    nodeDefect: wrapped(gone, (handle) => async (call) => {
      const reply = await handle(call);
      return reply.status >= 500 && call.method === 'GET' ? { ...reply, status: 404 } : reply;
    }),
  },
  {
    name: 'delays streams until its database is available',
    breaks: gone,
    nodeDefect: changed((right, store) => {
      const own = right.shared.eventsSoFar.bind(right.shared);
      const eventsSoFar = async (id: string) => (isGone(store) ? await never : await own(id));
      Object.assign(right.shared, { eventsSoFar });
      return {};
    }),
  },
  {
    name: 'answers not found on a full disk',
    breaks: full,
    nodeDefect: {
      ...changed((right, store) => {
        const own = right.reach.bind(right);
        right.reach = async (work, writes) => {
          if (store.isFull) throw storeAway();
          return await own(work, writes);
        };
        return {};
      }),
      ...wrapped(
        full,
        byCommand(async (name, call, handle) => {
          const reply = await handle(call);
          return reply.status >= 500 && name === 'invite_list' ? { ...reply, status: 404 } : reply;
        }),
      ),
    },
  },
  {
    name: 'delays freezes until there is free space',
    breaks: 'durability/full-disk-is-refused',
    nodeDefect: waits('user_frozen'),
  },
  {
    name: 'refuses freezes on a full disk too late',
    breaks: 'durability/full-disk-is-refused',
    nodeDefect: appending(async (entry, right, store) => {
      if (store.isFull && holds(entry, 'user_frozen')) await sleep(10_500);
      return await right(entry);
    }),
  },
  {
    name: 'does not enrol again after its disk was full',
    breaks: 'durability/service-returns-with-space',
    nodeDefect: refusesAfterFullDisk((entry) => holds(entry, 'user_created')),
  },
  {
    name: 'ignores the limit of users with a slow database',
    breaks: slow,
    nodeDefect: { server: { omit: ['user_create/seat-free'] } },
  },
  {
    name: 'admits frozen users with a slow database',
    breaks: slow,
    nodeDefect: { server: { omit: ['authentication/frozen-is-462'] } },
  },
];
