import { countOutcomes } from '../engine/tally.ts';
import type { CheckFinished, Counts } from '../events/index.ts';

/** The results of one section of the catalogue. */
export interface SectionSummary {
  readonly section: string;
  readonly checks: readonly CheckFinished[];
  readonly counts: Counts;
  /** Rows that checks of the run name. */
  readonly rows: number;
}

/** Checks by section, in alphabetical order. A check of several sections is listed in the first. */
export function bySection(checks: readonly CheckFinished[]): readonly SectionSummary[] {
  const sections = new Map<string, CheckFinished[]>();
  for (const check of checks) {
    const section = check.requirements[0]?.section ?? 'OTHER';
    sections.set(section, [...(sections.get(section) ?? []), check]);
  }
  return [...sections]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([section, own]) => ({
      section,
      checks: own,
      counts: countOutcomes(own),
      rows: new Set(own.flatMap(({ requirements }) => requirements.map(({ row }) => row))).size,
    }));
}
