import type { DateTime } from '@parsec-spec/spec/codec';
import {
  type Figures,
  type FiguresChange,
  noFigures,
  type OrganizationFigures,
  type OrganizationRecord,
} from '@parsec-spec/spec/state';
import type { Append, Appended, Journal } from './journal.ts';

/** A journal that is gone with its process: tests, demonstrations, judging. */
export class MemoryJournal implements Journal {
  readonly name = 'memory:';
  readonly #records = new Map<string, OrganizationRecord[]>();
  readonly #figures = new Map<string, FiguresChange[]>();

  async read(organization: string, from: number): Promise<readonly OrganizationRecord[]> {
    return this.#records.get(organization)?.slice(from) ?? [];
  }

  async append({ organization, version, records, figures }: Append): Promise<Appended> {
    const stored = this.#records.get(organization) ?? [];
    if (stored.length !== version) return 'conflict';
    stored.push(...records);
    this.#records.set(organization, stored);
    for (const change of figures) {
      const before = change.fresh ? [] : (this.#figures.get(organization) ?? []);
      this.#figures.set(organization, [...before, change]);
    }
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

  async close(): Promise<void> {}
}

function sum(changes: readonly FiguresChange[]): Figures {
  const total: Record<keyof Figures, number> = { ...noFigures };
  for (const { by } of changes) {
    for (const counter of Object.keys(noFigures) as (keyof Figures)[]) total[counter] += by[counter] ?? 0;
  }
  return total;
}
