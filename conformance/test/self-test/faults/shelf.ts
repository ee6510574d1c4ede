import {
  type Append,
  type Appended,
  type KeptEvent,
  MemoryJournal,
} from '@parsec-spec/reference-server/journal';

/** What outlives the servers of a deployment inside this process, and the harm that can be done to it: a disk and a database in one. */
export class Shelf {
  readonly journal = new MemoryJournal();
  readonly #events = new Map<string, KeptEvent[]>();
  readonly #versions = new Map<string, number>();
  /** Called when a node has appended to a stream. */
  readonly watchers = new Set<(organization: string) => void>();
  state: 'there' | 'gone' | 'silent' = 'there';
  isFull = false;
  /** ms that each access takes longer. */
  delay = 0;
  /** How often all connections were cut. */
  cuts = 0;
  /** Whether a node that locks is at work. */
  isLocked = false;
  /** How many of its nodes were killed and not started again. */
  nodesLost = 0;

  async append(entry: Append): Promise<Appended> {
    const outcome = await this.journal.append(entry);
    if (outcome === 'conflict') return outcome;
    const { organization, records, events = [] } = entry;
    this.#versions.set(organization, this.version(organization) + records.length);
    this.#events.set(organization, [...this.events(organization), ...events]);
    for (const watch of this.watchers) watch(organization);
    return outcome;
  }

  version(organization: string): number {
    return this.#versions.get(organization) ?? 0;
  }

  events(organization: string): readonly KeptEvent[] {
    return this.#events.get(organization) ?? [];
  }
}
