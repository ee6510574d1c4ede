import { type BrokenServer, changed, withoutSharing } from './broken-journals.ts';
import { storeAway } from './store-journal.ts';

/** Nodes that do not act as a single server. */
export const brokenNodes: readonly BrokenServer[] = [
  { name: 'reads only once', breaks: 'durability/nodes-know-the-same', nodeDefect: withoutSharing() },
  {
    name: 'admits a cached user',
    breaks: 'durability/shut-out-on-every-node',
    nodeDefect: withoutSharing(),
  },
  {
    name: 'ends only streams of its own node',
    breaks: 'durability/streams-end-on-every-node',
    nodeDefect: withoutSharing(),
  },
  {
    name: 'overwrites records of another node',
    breaks: 'durability/nodes-have-one-winner',
    nodeDefect: changed((right, store) => ({
      append: (entry) =>
        right.reach(() => store.append({ ...entry, version: store.version(entry.organization) }), true),
    })),
  },
  {
    name: 'sends its events only to its own streams',
    breaks: 'durability/events-cross-nodes',
    nodeDefect: changed((right) => {
      right.follow = () => undefined;
      return {};
    }),
  },
  {
    name: 'sends its events only to its own streams, by the requirement of events',
    breaks: 'events/all-processes-hear',
    nodeDefect: changed((right) => {
      right.follow = () => undefined;
      return {};
    }),
  },
  {
    name: 'ends when another node ends',
    breaks: 'durability/one-node-lost-is-no-outage',
    nodeDefect: changed((right, store) => {
      const own = right.reach.bind(right);
      right.reach = async (work, writes) => {
        if (store.nodesLost > 0) throw storeAway();
        return await own(work, writes);
      };
      return {};
    }),
  },
];
