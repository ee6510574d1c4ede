import {
  type Append,
  type Appended,
  type KeptEvent,
  MemoryJournal,
} from '@parsec-spec/reference-server/journal';

/** The disk and database of the servers of an in-process deployment, with injected faults. */
export class SharedStore {
  readonly journal = new MemoryJournal();
  readonly #events = new Map<string, KeptEvent[]>();
  readonly #versions = new Map<string, number>();
  /** Called when a node has appended to a stream. */
  readonly watchers = new Set<(organization: string) => void>();
  state: 'there' | 'gone' | 'silent' = 'there';
  isFull = false;
  /** Extra latency of each access, in ms. */
  delay = 0;
  /** The number of times all connections were cut. */
  cuts = 0;
  /** Whether a node that locks is running. */
  isLocked = false;
  /** Number of kills of its nodes. */
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
