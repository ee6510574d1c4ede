import { alone, changed, type FrailServer } from './breaking.ts';
import { away } from './shelf-journal.ts';

/** Nodes that do not act as a single server. */
export const frailNodes: readonly FrailServer[] = [
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
