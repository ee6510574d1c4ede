import { withoutSharing, changed, type FaultyServer } from './faulty-journals.ts';
import { storeAway } from './store-journal.ts';

/** Nodes that do not act as a single server. */
export const faultyNodes: readonly FaultyServer[] = [
  { name: 'reads only once', breaks: 'durability/nodes-know-the-same', nodeFault: withoutSharing() },
  {
    name: 'lets a user in whom it knew',
    breaks: 'durability/shut-out-on-every-node',
    nodeFault: withoutSharing(),
  },
  {
    name: 'ends streams of its own only',
    breaks: 'durability/streams-end-on-every-node',
    nodeFault: withoutSharing(),
  },
  {
    name: 'overwrites what another node was faster with',
    breaks: 'durability/nodes-have-one-winner',
    nodeFault: changed((right, store) => ({
      append: (entry) =>
        right.reach(() => store.append({ ...entry, version: store.version(entry.organization) }), true),
    })),
  },
  {
    name: 'keeps its events to itself',
    breaks: 'durability/events-cross-nodes',
    nodeFault: changed((right) => {
      right.follow = () => undefined;
      return {};
    }),
  },
  {
    name: 'keeps its events to itself, as the catalogue has it',
    breaks: 'events/all-processes-hear',
    nodeFault: changed((right) => {
      right.follow = () => undefined;
      return {};
    }),
  },
  {
    name: 'ends when another node does',
    breaks: 'durability/one-node-lost-is-no-outage',
    nodeFault: changed((right, store) => {
      const own = right.reach.bind(right);
      right.reach = async (work, writes) => {
        if (store.nodesLost > 0) throw storeAway();
        return await own(work, writes);
      };
      return {};
    }),
  },
];
