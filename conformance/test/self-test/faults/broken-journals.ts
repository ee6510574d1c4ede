import type { Append, Appended, Journal } from '@parsec-spec/reference-server/journal';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { NodeDefect } from './broken-node.ts';
import type { SharedStore } from './shared-store.ts';
import { type NodeState, StoreJournal, storeAway } from './store-journal.ts';

/** A server that breaks a requirement on durability. */
export interface BrokenServer {
  readonly name: string;
  readonly breaks: RequirementId;
  readonly nodeDefect: NodeDefect;
  /**
   * The number of runs in which the defect may show, for a defect that needs a kill at a certain
   * moment.
   */
  readonly tries?: number;
}

/** A correct journal with one method changed. */
type Change = (right: StoreJournal, store: SharedStore, nodeState: NodeState) => Partial<Journal>;

/** Changes a method of the journal. */
export const changed = (change: Change): NodeDefect => ({
  journal: (store, nodeState) => {
    const right = new StoreJournal(store, nodeState);
    return Object.assign(right, change(right, store, nodeState));
  },
});

/** A correct journal with `append` replaced. */
export const appending = (
  append: (
    entry: Append,
    right: (entry: Append) => Promise<Appended>,
    store: SharedStore,
    nodeState: NodeState,
  ) => Promise<Appended>,
): NodeDefect =>
  changed((right, store, nodeState) => {
    const own = right.append.bind(right);
    return { append: (entry) => append(entry, own, store, nodeState) };
  });

/** Refuses the appends that `refuses` selects from the first append to a full disk on. */
export const refusesAfterFullDisk = (refuses: (entry: Append) => boolean): NodeDefect => {
  const wasFull = new WeakSet<SharedStore>();
  return appending(async (entry, right, store) => {
    if (store.isFull) wasFull.add(store);
    if (wasFull.has(store) && refuses(entry)) throw storeAway();
    return await right(entry);
  });
};

/** The reply to an append that was not stored. */
export const PRETENDED: Appended = 'appended';

/** Caches everything that it has read, and ignores changes by other nodes. */
export const withoutSharing = (nodeDefect: NodeDefect = {}): NodeDefect => ({
  journal: (store, nodeState) => {
    const { shared: _, ...own } = boundMethods(
      nodeDefect.journal?.(store, nodeState) ?? new StoreJournal(store, nodeState),
    );
    return own;
  },
});

/** The methods of a journal, each bound to the instance. */
const boundMethods = (journal: Journal): Journal => ({
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

export const never = new Promise<never>(() => undefined);
