import type { DateTime } from '@parsec-spec/spec/codec';
import type { FiguresChange, OrganizationFigures, OrganizationRecord } from '@parsec-spec/spec/state';

/** What one command appends: all of it or nothing. */
export interface Append {
  readonly organization: string;
  /** How many records the organization had when the command was judged. */
  readonly version: number;
  readonly records: readonly OrganizationRecord[];
  /** How the records move the figures across organizations. */
  readonly figures: readonly FiguresChange[];
}

/** `conflict`: somebody appended in between; read and judge again. */
export type Appended = 'appended' | 'conflict';

/** Where everything that happened is kept (DESIGN.md §4): one stream of records for each organization. */
export interface Journal {
  /** How it is called in messages: `memory:`, `sqlite:FILE`. */
  readonly name: string;
  /** The records of an organization from a version on; none when nobody ever created it. */
  read(organization: string, from: number): Promise<readonly OrganizationRecord[]>;
  /** Durable when it answers. */
  append(entry: Append): Promise<Appended>;
  /** Figures of every organization, by identifier, of now or of an instant; those created later are left out. */
  figures(at: DateTime | undefined): Promise<readonly OrganizationFigures[]>;
  close(): Promise<void>;
}
