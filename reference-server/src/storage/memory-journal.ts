import { byCodePoint, type DateTime } from '@parsec-spec/spec/codec';
import type { OrganizationRecord } from '@parsec-spec/spec/records';
import {
  type Figures,
  type FiguresChange,
  noFigures,
  type OrganizationFigures,
} from '@parsec-spec/spec/state';
import {
  type Append,
  type Appended,
  type FiguresPage,
  type Journal,
  type JournalRecord,
  KEPT_EVENTS,
  type KeptEvent,
  type Opening,
  type Snapshot,
} from './journal.ts';

/** A journal that ends with its process: for tests, demonstrations and the conformance suite. */
export class MemoryJournal implements Journal {
  readonly name = 'memory:';
  readonly #records = new Map<string, JournalRecord[]>();
  readonly #figures = new Map<string, FiguresChange[]>();
  /** Sorted identifiers of organizations with figures; undefined until the next read of figures. */
  #counted: readonly string[] | undefined;
  readonly #snapshots = new Map<string, Snapshot>();
  #events: { readonly organization: string; readonly event: KeptEvent }[] = [];

  async read<Entry extends JournalRecord = OrganizationRecord>(
    organization: string,
    from: number,
    limit = Number.POSITIVE_INFINITY,
  ): Promise<readonly Entry[]> {
    return (this.#records.get(organization)?.slice(from, from + limit) ??
      []) as readonly JournalRecord[] as readonly Entry[];
  }

  async open<Entry extends JournalRecord = OrganizationRecord>(
    organization: string,
    format: number,
    limit?: number,
  ): Promise<Opening<Entry>> {
    const latest = this.#snapshots.get(organization);
    const snapshot = latest?.format === format ? latest : undefined;
    return { snapshot, records: await this.read<Entry>(organization, snapshot?.version ?? 0, limit) };
  }

  async pick<Entry extends JournalRecord = OrganizationRecord>(
    organization: string,
    versions: readonly number[],
  ): Promise<readonly Entry[]> {
    const stored = this.#records.get(organization) ?? [];
    return versions.map((version) => {
      const record = stored[version - 1];
      if (record === undefined) throw new RangeError(`${organization} has no record ${version}`);
      return record as JournalRecord as Entry;
    });
  }

  async keep(snapshot: Snapshot): Promise<void> {
    this.#snapshots.set(snapshot.organization, snapshot);
  }

  async append({ organization, version, records, figures, events = [] }: Append): Promise<Appended> {
    const stored = this.#records.get(organization) ?? [];
    if (stored.length !== version) return 'conflict';
    stored.push(...records);
    this.#records.set(organization, stored);
    if (figures.length > 0 && !this.#figures.has(organization)) this.#counted = undefined;
    for (const change of figures) {
      const changes = change.fresh ? [] : (this.#figures.get(organization) ?? []);
      changes.push(change);
      this.#figures.set(organization, changes);
    }
    for (const event of events) this.#events.push({ organization, event });
    if (this.#events.length > 2 * KEPT_EVENTS) this.#events = this.#events.slice(-KEPT_EVENTS);
    return 'appended';
  }

  async figures(
    at: DateTime | undefined,
    { after, limit }: FiguresPage = { after: '', limit: Number.POSITIVE_INFINITY },
  ): Promise<readonly OrganizationFigures[]> {
    this.#counted ??= [...this.#figures.keys()].sort(byCodePoint);
    const rows: OrganizationFigures[] = [];
    for (let place = behind(this.#counted, after); rows.length < limit; place++) {
      const organization_id = this.#counted[place];
      if (organization_id === undefined) break;
      const changes = this.#figures.get(organization_id) ?? [];
      const counted = changes.filter((change) => at === undefined || change.at.micros <= at.micros);
      if (counted.length > 0) rows.push({ organization_id, ...sum(counted) });
    }
    return rows;
  }

  async eventsAfter(organization: string, id: string): Promise<readonly KeptEvent[] | undefined> {
    const recent = this.#events.slice(-KEPT_EVENTS);
    const position = recent.findIndex(({ event }) => event.id === id);
    if (position < 0) return undefined;
    const later = recent.slice(position + 1).filter((one) => one.organization === organization);
    return later.map(({ event }) => event);
  }

  async close(): Promise<void> {}
}

/**
 * The index of the first identifier after another, by binary search, since pages are read one after
 * the other.
 */
function behind(ordered: readonly string[], after: string): number {
  let [low, high] = [0, ordered.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (byCodePoint(ordered[middle] ?? '', after) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

function sum(changes: readonly FiguresChange[]): Figures {
  const total: Record<keyof Figures, number> = { ...noFigures };
  for (const { by } of changes) {
    for (const counter of Object.keys(noFigures) as (keyof Figures)[]) total[counter] += by[counter] ?? 0;
  }
  return total;
}
