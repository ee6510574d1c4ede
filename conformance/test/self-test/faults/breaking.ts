import type { Append, Appended, Journal } from '@parsec-spec/reference-server/journal';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Frailty } from './frail-node.ts';
import type { Shelf } from './shelf.ts';
import { away, type Pulse, ShelfJournal } from './shelf-journal.ts';

/** A server that breaks a durability requirement, and that requirement. */
export interface FrailServer {
  readonly name: string;
  readonly breaks: RequirementId;
  readonly frailty: Frailty;
  /**
   * The number of runs in which the fault may show, for a fault that needs a kill at a certain
   * moment.
   */
  readonly tries?: number;
}

/** A correct journal with one method changed. */
type Change = (right: ShelfJournal, shelf: Shelf, pulse: Pulse) => Partial<Journal>;

export const changed = (change: Change): Frailty => ({
  journal: (shelf, pulse) => {
    const right = new ShelfJournal(shelf, pulse);
    return Object.assign(right, change(right, shelf, pulse));
  },
});

/** A correct journal with `append` replaced. */
export const appending = (
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

/** Refuses the appends that match `refuses` from the first append on that met a full disk. */
export const resentsFullDisk = (refuses: (entry: Append) => boolean): Frailty => {
  const wasFull = new WeakSet<Shelf>();
  return appending(async (entry, right, shelf) => {
    if (shelf.isFull) wasFull.add(shelf);
    if (wasFull.has(shelf) && refuses(entry)) throw away();
    return await right(entry);
  });
};

/** Reported as kept although it is not. */
export const pretended: Appended = 'appended';

/** Caches everything it has read, ignoring other nodes and the state of the journal. */
export const alone = (frailty: Frailty = {}): Frailty => ({
  journal: (shelf, pulse) => {
    const { shared: _, ...own } = whole(frailty.journal?.(shelf, pulse) ?? new ShelfJournal(shelf, pulse));
    return own;
  },
});

/** The methods of a journal, each bound to the instance. */
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

export const never = new Promise<never>(() => undefined);
