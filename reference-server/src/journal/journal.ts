import type { DateTime } from '@parsec-spec/spec/codec';
import type { MaybePromise } from '@parsec-spec/spec/crypto';
import type { AccountRecord, OrganizationRecord } from '@parsec-spec/spec/records';
import type { FiguresChange, OrganizationFigures } from '@parsec-spec/spec/state';

/** An event as its listeners hear it, kept for a while for those who take up again. */
export interface KeptEvent {
  /** 32 hexadecimal digits. */
  readonly id: string;
  /** Identifiers of the users who shall hear it, in hexadecimal; null = everybody of the organization. */
  readonly to: readonly string[] | null;
  /** The event as msgpack. */
  readonly body: Uint8Array;
}

/** How many events a journal keeps, those of all organizations together (EVT-14). */
export const keptEvents = 1024;

/** What a journal holds. */
export type JournalRecord = OrganizationRecord | AccountRecord;

/** The stream of the server itself, beside those of organizations: no organization is called so. */
export const accountStream = '';

/** What one command appends: all of it or nothing. */
export interface Append {
  /** Its stream: an organization, or `accountStream`. */
  readonly organization: string;
  /** How many records the stream had when the command was judged. */
  readonly version: number;
  readonly records: readonly JournalRecord[];
  /** How the records move the figures across organizations. */
  readonly figures: readonly FiguresChange[];
  /** Whether a record carries them or not: all events are of one sequence. */
  readonly events?: readonly KeptEvent[];
}

/** `conflict`: somebody appended in between; read and judge again. */
export type Appended = 'appended' | 'conflict';

/** Some of the organizations, in order. */
export interface FiguresPage {
  /** The last one that is known already; the empty text stands before all. */
  readonly after: string;
  readonly most: number;
}

/** A state made of the first records of a stream, as bytes: read much faster than they are replayed. Never the truth: that is in the records. */
export interface Snapshot {
  /** Its stream. */
  readonly organization: string;
  /** How many records it is made of. */
  readonly version: number;
  /** Says how it is read; one of another format means nothing. */
  readonly format: number;
  readonly body: Uint8Array;
}

/** What a state is made of. */
export interface Opening<Entry> {
  readonly snapshot: Snapshot | undefined;
  /** The records after the snapshot; those from the first on without one. */
  readonly records: readonly Entry[];
}

/** Where everything that happened is kept (ARCHITECTURE.md): one stream of records for each organization, and one for the server itself. */
export interface Journal {
  /** How it is called in messages: `memory:`, `sqlite:FILE`. */
  readonly name: string;
  /** What a host should know about this one. */
  readonly notices?: readonly string[];
  /** The records of a stream from a version on, the first `most` of them; none when nothing ever happened there. A stream holds records of one kind. */
  read<Entry extends JournalRecord = OrganizationRecord>(
    organization: string,
    from: number,
    most?: number,
  ): Promise<readonly Entry[]>;
  /** What a stream is opened with, with the first `most` records; at once where nothing has to be waited for. A snapshot of another format is as good as none. */
  open<Entry extends JournalRecord = OrganizationRecord>(
    organization: string,
    format: number,
    most?: number,
  ): MaybePromise<Opening<Entry>>;
  /** Single records of a stream, at once and so a few of them, in the order of the versions asked for: 1 is the first. A RangeError when one is not there. */
  pick<Entry extends JournalRecord = OrganizationRecord>(
    organization: string,
    versions: readonly number[],
  ): Promise<readonly Entry[]>;
  /** Keeps a snapshot in the place of the one before; on a shared journal none of more records than the stream has, and none that is no longer `still` true when it is sent. */
  keep(snapshot: Snapshot, still?: () => boolean): Promise<void>;
  /** Durable when it answers. A shared journal asks `still` right before anything is sent: no longer is a conflict. */
  append(entry: Append, still?: () => boolean): Promise<Appended>;
  /** Figures of every organization, by identifier, of now or of an instant; those created later are left out. A page of them: the first ones behind an identifier. */
  figures(at: DateTime | undefined, page?: FiguresPage): Promise<readonly OrganizationFigures[]>;
  /** The later events of an organization, in order; undefined when the event of this id is not kept, or no longer. It may be of any organization. */
  eventsAfter(organization: string, id: string): Promise<readonly KeptEvent[] | undefined>;
  /** Where other nodes append too; absent where this process is the only one. */
  readonly shared?: SharedJournal | undefined;
  close(): Promise<void>;
}

/** What several nodes on one journal need to be one server. An organization's events are counted from 1 without a gap. */
export interface SharedJournal {
  /** Calls `wake` when another node appended to a stream; null: to any of them, perhaps. What happened is read then. */
  follow(wake: (organization: string | null) => void): void;
  /**
   * Calls `forget` when a connection was lost: what answers next may be another database, a stand-in that was promoted or a copy that was
   * restored, with less in it than was read or acknowledged before. Nothing that was read before counts any longer.
   */
  parted(forget: () => void): void;
  /** How many events an organization has had. */
  eventsSoFar(organization: string): Promise<number>;
  /** The events of an organization from a count on, in order; `last` is the id of the one with that count, where it is known. */
  eventsFrom(organization: string, count: number, last?: string): Promise<EventsFrom>;
}

/** Events that were read, and how far that led. */
export interface EventsFrom {
  /** Undefined when one of them is no longer kept, or the last one known is not that of this journal. */
  readonly events: readonly KeptEvent[] | undefined;
  /** The new count. */
  readonly count: number;
  /** The id of the event with that count, if it is kept. */
  readonly last?: string;
  /** How many records the stream had then: their events are among these, or were before. */
  readonly version: number;
}
