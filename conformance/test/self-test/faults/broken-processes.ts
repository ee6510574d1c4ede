import { setTimeout as sleep } from 'node:timers/promises';
import type { Mutant } from '@parsec-spec/reference-server/core';
import type { Append, Appended } from '@parsec-spec/reference-server/journal';
import { appending, type BrokenServer, changed, never, PRETENDED } from './broken-journals.ts';
import type { NodeDefect } from './broken-node.ts';
import { fieldByField } from './field-by-field.ts';
import { forgetful } from './forgetful-journal.ts';
import { StoreJournal } from './store-journal.ts';

/** Stores acknowledged data only a moment later. */
const hasty: NodeDefect = {
  journal: (store, nodeState) => {
    const right = new StoreJournal(store, nodeState);
    const own = right.append.bind(right);
    const acknowledged = new Map<string, number>();
    let last: Promise<unknown> = Promise.resolve();
    const append = async (entry: Append): Promise<Appended> => {
      const { organization, version, records } = entry;
      if ((acknowledged.get(organization) ?? store.version(organization)) !== version) return 'conflict';
      acknowledged.set(organization, version + records.length);
      last = Promise.all([last, sleep(40)]).then(() => own(entry));
      return 'appended';
    };
    return Object.assign(right, { append });
  },
};

/**
 * Opens every event stream and ends it before the first event. A check that tolerates an ended
 * stream would never see an event.
 */
const streamsEndAtOnce: Mutant = {
  name: 'streams-end-at-once',
  requirement: 'durability/pause-loses-no-event',
  wrap: (handle) => async (call) => {
    const reply = await handle(call);
    if (typeof reply.body !== 'string' && !(reply.body instanceof Uint8Array)) reply.body.end();
    return reply;
  },
};

/** Servers with defects at an exit, a suspension or a wrong clock. */
export const brokenProcesses: readonly BrokenServer[] = [
  { name: 'answers before it stores', breaks: 'durability/acknowledged-survives-kill', nodeDefect: hasty },
  {
    name: 'forgets everything',
    breaks: 'durability/acknowledged-survives-kill',
    nodeDefect: { losesState: true },
  },
  {
    name: 'stores figures separately from their records',
    breaks: 'durability/unanswered-is-whole-or-absent',
    tries: 5,
    nodeDefect: appending(async (entry, right, store, nodeState) => {
      const outcome = await right({ ...entry, figures: [] });
      if (outcome === 'conflict' || entry.figures.length === 0) return outcome;
      await sleep(10);
      if (nodeState.isDead) return await never;
      await store.journal.append({
        ...entry,
        version: store.version(entry.organization),
        records: [],
        events: [],
      });
      return outcome;
    }),
  },
  {
    name: 'stores settings one after the other',
    breaks: 'durability/unanswered-is-whole-or-absent',
    tries: 5,
    nodeDefect: { server: { mutants: [fieldByField] } },
  },
  {
    name: 'keeps invitations in memory only',
    breaks: 'durability/journey-goes-on',
    nodeDefect: { journal: forgetful(['invitation_opened', 'invitation_ended', 'greeting_moved']) },
  },
  {
    name: 'keeps greetings in memory only',
    breaks: 'durability/journey-goes-on',
    nodeDefect: { journal: forgetful(['greeting_moved']) },
  },
  {
    name: 'acknowledges requests during a stop without storing them',
    breaks: 'durability/stop-keeps-acknowledged',
    tries: 5,
    nodeDefect: appending(async (entry, right, _shelf, { isStopping }) =>
      isStopping ? PRETENDED : right(entry),
    ),
  },
  {
    name: 'treats an unknown event id as the last one',
    breaks: 'durability/stream-taken-up-after-restart',
    nodeDefect: changed((right, store) => {
      const begun = new Map<string, number>();
      const own = right.eventsAfter.bind(right);
      return {
        eventsAfter: async (id, event) => {
          const since = begun.get(id) ?? store.events(id).length;
          begun.set(id, since);
          const known = store
            .events(id)
            .slice(since)
            .some((one) => one.id === event);
          return known ? await own(id, event) : [];
        },
      };
    }),
  },
  {
    name: 'refuses after a pause the requests that arrived during it',
    breaks: 'durability/pause-loses-no-greeting',
    nodeDefect: { onResume: 'refuses' },
  },
  {
    name: 'loses the events of a pause',
    breaks: 'durability/pause-loses-no-event',
    tries: 5,
    nodeDefect: appending((entry, right, _shelf, { isSuspended }) =>
      right(isSuspended ? { ...entry, events: [] } : entry),
    ),
  },
  {
    name: 'ends every stream at once',
    breaks: 'durability/pause-loses-no-event',
    nodeDefect: { server: { mutants: [streamsEndAtOnce] } },
  },
  {
    name: 'accepts any clock',
    breaks: 'durability/skewed-clock-is-told',
    nodeDefect: {
      server: { omit: ['organization_bootstrap/not-too-early', 'organization_bootstrap/not-too-late'] },
    },
  },
];
