import { setTimeout as sleep } from 'node:timers/promises';
import type { Append, Appended } from '@parsec-spec/reference-server/journal';
import { appending, changed, type FrailServer, never, pretended } from './breaking.ts';
import { fieldByField } from './field-by-field.ts';
import { forgetful } from './forgetful-journal.ts';
import type { Frailty } from './frail-node.ts';
import { ShelfJournal } from './shelf-journal.ts';
import { streamsEndAtOnce } from './streams-end-at-once.ts';

/** Stores acknowledged data only a moment later. */
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

/** Servers with faults at an exit, a suspension or a wrong clock. */
export const frailProcesses: readonly FrailServer[] = [
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
    name: 'ends every stream at once',
    breaks: 'durability/pause-loses-no-event',
    frailty: { server: { distort: [streamsEndAtOnce] } },
  },
  {
    name: 'believes any clock',
    breaks: 'durability/skewed-clock-is-told',
    frailty: {
      server: { omit: ['organization_bootstrap/not-too-early', 'organization_bootstrap/not-too-late'] },
    },
  },
];
