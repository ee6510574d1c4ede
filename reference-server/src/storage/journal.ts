// The commit thread loads this file. It imports only types of packages: the thread has none of the
// process's flags.

import type { DateTime } from '@parsec-spec/spec/codec';
import type { MaybePromise } from '@parsec-spec/spec/crypto';
import type { AccountRecord, OrganizationRecord } from '@parsec-spec/spec/records';
import type { FiguresChange, OrganizationFigures } from '@parsec-spec/spec/state';

/** An event as sent to listeners, kept for a while so that they can resume. */
export interface KeptEvent {
  /** 32 hexadecimal digits. */
  readonly id: string;
  /** User identifiers of the recipients, in hexadecimal; null = all users of the organization. */
  readonly to: readonly string[] | null;
  /** The event as msgpack. */
  readonly body: Uint8Array;
}

/** How many events a journal keeps, those of all organizations together (EVT-14). */
export const KEPT_EVENTS = 1024;

/** A record of either kind of stream. */
export type JournalRecord = OrganizationRecord | AccountRecord;

/** The stream of the server itself. An organization cannot have this name. */
export const accountStream = '';

/** The records of one command, which are appended atomically. */
export interface Append {
  /** Its stream: an organization, or `accountStream`. */
  readonly organization: string;
  /** How many records the stream had when the command was decided. */
  readonly version: number;
  readonly records: readonly JournalRecord[];
  /** How the records move the figures across organizations. */
  readonly figures: readonly FiguresChange[];
  /** Events with or without a record. All events have one sequence. */
  readonly events?: readonly KeptEvent[];
}

/** `conflict`: another append came first. Read and decide again. */
export type Appended = 'appended' | 'conflict';

/** Some of the organizations, in order. */
export interface FiguresPage {
  /** The last identifier that is known already; the empty text comes before all others. */
  readonly after: string;
  readonly limit: number;
}

/**
 * A state made of the first records of a stream, as bytes. Reading it is faster than replaying
 * records. It is only a cache: the records are authoritative.
 */
export interface Snapshot {
  /** Its stream. */
  readonly organization: string;
  /** How many records it is made of. */
  readonly version: number;
  /** How the body is encoded. A snapshot of an unknown format is ignored. */
  readonly format: number;
  readonly body: Uint8Array;
}

/** The data that a state is built from. */
export interface Opening<Entry> {
  readonly snapshot: Snapshot | undefined;
  /** The records after the snapshot; those from the first on without one. */
  readonly records: readonly Entry[];
}

/**
 * The store of everything that happened (ARCHITECTURE.md): one stream of records for each
 * organization, and one for the server itself.
 */
export interface Journal {
  /** How it is called in messages: `memory:`, `sqlite:FILE`. */
  readonly name: string;
  /** Notices for the host about this journal. */
  readonly notices?: readonly string[];
  /**
   * The records of a stream from a version on, the first `limit` of them; none for an unknown
   * stream. A stream holds records of one kind.
   */
  read<Entry extends JournalRecord = OrganizationRecord>(
    organization: string,
    from: number,
    limit?: number,
  ): Promise<readonly Entry[]>;
  /**
   * The snapshot and the first `limit` records after it. Synchronous if nothing has to be awaited.
   * A snapshot of another format is ignored.
   */
  open<Entry extends JournalRecord = OrganizationRecord>(
    organization: string,
    format: number,
    limit?: number,
  ): MaybePromise<Opening<Entry>>;
  /**
   * Single records of a stream in the order of the given versions; 1 is the first. They are read in
   * one go, so ask for few. Throws a RangeError for one that does not exist.
   */
  pick<Entry extends JournalRecord = OrganizationRecord>(
    organization: string,
    versions: readonly number[],
  ): Promise<readonly Entry[]>;
  /**
   * Replaces the snapshot of a stream. A shared journal keeps none with more records than the
   * stream has, and none for which `still` is false when it is sent.
   */
  keep(snapshot: Snapshot, still?: () => boolean): Promise<void>;
  /**
   * Resolves once the records are durable. A shared journal calls `still` right before it sends
   * anything; false is a conflict.
   */
  append(entry: Append, still?: () => boolean): Promise<Appended>;
  /**
   * Figures of every organization, by identifier, now or at an instant; later organizations are
   * left out. `page` selects the first ones after an identifier.
   */
  figures(at: DateTime | undefined, page?: FiguresPage): Promise<readonly OrganizationFigures[]>;
  /**
   * The later events of an organization, in order; undefined when the event with this id is not
   * kept. That event may belong to any organization.
   */
  eventsAfter(organization: string, id: string): Promise<readonly KeptEvent[] | undefined>;
  /** Where other nodes append too; absent where this process is the only one. */
  readonly shared?: SharedJournal | undefined;
  close(): Promise<void>;
}

/**
 * The part of a journal that lets several nodes act as one server. An organization's events are
 * counted from 1 without a gap.
 */
export interface SharedJournal {
  /**
   * Calls `wake` when another node appended to a stream; null: to any stream, perhaps. Then the
   * records must be read.
   */
  follow(wake: (organization: string | null) => void): void;
  /**
   * Calls `forget` when a connection was lost. The next connection may lead to another database: a
   * promoted standby or a restored copy that lacks acknowledged records. Everything read before is
   * then invalid.
   */
  parted(forget: () => void): void;
  /**
   * Calls `changed` when the database no longer answers, with what it said, and when it answers
   * again. While it does not, every call fails at once.
   */
  available?(changed: (isAvailable: boolean, cause?: unknown) => void): void;
  /** How many events an organization has had. */
  eventsSoFar(organization: string): Promise<number>;
  /**
   * The events of an organization after a count, in order. `last` is the id of the event with that
   * count, if known.
   */
  eventsFrom(organization: string, count: number, last?: string): Promise<EventsFrom>;
}

/** Events that were read, and the position after them. */
export interface EventsFrom {
  /**
   * Undefined when one of them is no longer kept, or the last one known is not that of this
   * journal.
   */
  readonly events: readonly KeptEvent[] | undefined;
  /** The new count. */
  readonly count: number;
  /** The id of the event with that count, if it is kept. */
  readonly last?: string;
  /** How many records the stream had then. Their events are among these or came before. */
  readonly version: number;
}

/** How long to wait for a database that is not there yet. */
export interface DatabaseWait {
  /** 0: one attempt. */
  readonly seconds: number;
  /** Called from time to time while the wait goes on. */
  readonly report?: (line: string) => void;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** Options that only some journals use. */
export interface JournalOptions {
  /** Connections to PostgreSQL: how many are kept, how many there may be. */
  readonly connections?: { readonly min: number; readonly max: number };
  /** For PostgreSQL; default: none. */
  readonly wait?: DatabaseWait;
}
