import { setTimeout as sleep } from 'node:timers/promises';
import type { Append, JournalRecord } from '@parsec-spec/reference-server/journal';
import { bent, byCommand } from './bends.ts';
import {
  alone,
  appending,
  changed,
  type FrailServer,
  never,
  pretended,
  resentsFullDisk,
} from './breaking.ts';
import type { Frailty } from './frail-node.ts';
import type { Shelf } from './shelf.ts';
import { away } from './shelf-journal.ts';

const gone = 'durability/database-gone-is-refused';
const full = 'durability/full-disk-loses-nothing';
const slow = 'durability/slow-database-is-only-slow';

type Kind = JournalRecord['record'];
type State = (shelf: Shelf) => boolean;

const isGone: State = ({ state }) => state === 'gone';
const isFull: State = (shelf) => shelf.isFull;

export const holds = (entry: Append, kind: Kind): boolean =>
  entry.records.some(({ record }) => record === kind);

/** Acknowledges requests of this kind without storing them, where it refuses all other kinds. */
const pretends = (kind: Kind, when: State): Frailty =>
  alone(
    appending(async (entry, right, shelf) =>
      when(shelf) && holds(entry, kind) ? pretended : await right(entry),
    ),
  );

/** Leaves requests of this kind unanswered on a full disk, and refuses all others. */
const waits = (kind: Kind): Frailty =>
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

const ofEachKind = (make: (kind: Kind, name: string) => FrailServer): readonly FrailServer[] =>
  Object.entries(kinds).map(([kind, name]) => make(kind as Kind, name));

/** Servers with faults around their database or disk, for some requests only. */
export const frailRequests: readonly FrailServer[] = [
  ...ofEachKind((kind, name) => ({
    name: `acknowledges ${name} without a database`,
    breaks: gone,
    frailty: pretends(kind, isGone),
  })),
  ...ofEachKind((kind, name) => ({
    name: `acknowledges ${name} on a full disk`,
    breaks: full,
    frailty: pretends(kind, isFull),
  })),
  {
    name: 'knows of nothing while its database is gone',
    breaks: gone,
    frailty: bent(
      gone,
      byCommand(async (name, call, handle) => {
        const reply = await handle(call);
        return reply.status >= 500 && name === 'invite_list' ? { ...reply, status: 404 } : reply;
      }),
    ),
  },
  {
    name: 'knows of no organization while its database is gone',
    breaks: gone,
    frailty: bent(gone, (handle) => async (call) => {
      const reply = await handle(call);
      return reply.status >= 500 && call.method === 'GET' ? { ...reply, status: 404 } : reply;
    }),
  },
  {
    name: 'opens streams when its database is back',
    breaks: gone,
    frailty: changed((right, shelf) => {
      const own = right.shared.eventsSoFar.bind(right.shared);
      const eventsSoFar = async (id: string) => (isGone(shelf) ? await never : await own(id));
      Object.assign(right.shared, { eventsSoFar });
      return {};
    }),
  },
  {
    name: 'knows of nothing on a full disk',
    breaks: full,
    frailty: {
      ...changed((right, shelf) => {
        const own = right.reach.bind(right);
        right.reach = async (work, writes) => {
          if (shelf.isFull) throw away();
          return await own(work, writes);
        };
        return {};
      }),
      ...bent(
        full,
        byCommand(async (name, call, handle) => {
          const reply = await handle(call);
          return reply.status >= 500 && name === 'invite_list' ? { ...reply, status: 404 } : reply;
        }),
      ),
    },
  },
  {
    name: 'freezes when there is room',
    breaks: 'durability/full-disk-is-refused',
    frailty: waits('user_frozen'),
  },
  {
    name: 'refuses freezes late on a full disk',
    breaks: 'durability/full-disk-is-refused',
    frailty: appending(async (entry, right, shelf) => {
      if (shelf.isFull && holds(entry, 'user_frozen')) await sleep(10_500);
      return await right(entry);
    }),
  },
  {
    name: 'enrols nobody once its disk was full',
    breaks: 'durability/service-returns-with-space',
    frailty: resentsFullDisk((entry) => holds(entry, 'user_created')),
  },
  {
    name: 'counts no seats over a slow database',
    breaks: slow,
    frailty: { server: { omit: ['user_create/seat-free'] } },
  },
  {
    name: 'lets who is frozen in over a slow database',
    breaks: slow,
    frailty: { server: { omit: ['authentication/frozen-is-462'] } },
  },
];
