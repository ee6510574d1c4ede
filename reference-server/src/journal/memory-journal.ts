import type { DateTime } from '@parsec-spec/spec/codec';
import {
  type Figures,
  type FiguresChange,
  noFigures,
  type OrganizationFigures,
  type OrganizationRecord,
} from '@parsec-spec/spec/state';
import {
  type Append,
  type Appended,
  type Journal,
  type JournalRecord,
  type KeptEvent,
  keptEvents,
} from './journal.ts';

/** A journal that is gone with its process: tests, demonstrations, judging. */
export class MemoryJournal implements Journal {
  readonly name = 'memory:';
  readonly #records = new Map<string, JournalRecord[]>();
  readonly #figures = new Map<string, FiguresChange[]>();
  #events: { readonly organization: string; readonly event: KeptEvent }[] = [];

  async read<Entry extends JournalRecord = OrganizationRecord>(
    organization: string,
    from: number,
  ): Promise<readonly Entry[]> {
    return (this.#records.get(organization)?.slice(from) ??
      []) as readonly JournalRecord[] as readonly Entry[];
  }

  async append({ organization, version, records, figures, events = [] }: Append): Promise<Appended> {
    const stored = this.#records.get(organization) ?? [];
    if (stored.length !== version) return 'conflict';
    stored.push(...records);
    this.#records.set(organization, stored);
    for (const change of figures) {
      const changes = change.fresh ? [] : (this.#figures.get(organization) ?? []);
      changes.push(change);
      this.#figures.set(organization, changes);
    }
    for (const event of events) this.#events.push({ organization, event });
    if (this.#events.length > 2 * keptEvents) this.#events = this.#events.slice(-keptEvents);
    return 'appended';
  }

  async figures(at: DateTime | undefined): Promise<readonly OrganizationFigures[]> {
    const rows: OrganizationFigures[] = [];
    for (const [organization_id, changes] of this.#figures) {
      const counted = changes.filter((change) => at === undefined || change.at.micros <= at.micros);
      if (counted.length > 0) rows.push({ organization_id, ...sum(counted) });
    }
    return rows.sort((left, right) =>
      Buffer.compare(Buffer.from(left.organization_id), Buffer.from(right.organization_id)),
    );
  }

  async eventsAfter(organization: string, id: string): Promise<readonly KeptEvent[] | undefined> {
    const kept = this.#events.slice(-keptEvents);
    const found = kept.findIndex(({ event }) => event.id === id);
    if (found < 0) return undefined;
    const later = kept.slice(found + 1).filter((one) => one.organization === organization);
    return later.map(({ event }) => event);
  }

  async close(): Promise<void> {}
}

function sum(changes: readonly FiguresChange[]): Figures {
  const total: Record<keyof Figures, number> = { ...noFigures };
  for (const { by } of changes) {
    for (const counter of Object.keys(noFigures) as (keyof Figures)[]) total[counter] += by[counter] ?? 0;
  }
  return total;
}
