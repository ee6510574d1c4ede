import type { MaybePromise } from '@parsec-spec/spec/crypto';
import type { Organization } from '@parsec-spec/spec/records';
import { callLater } from '#platform';
import { type Log, rateLimited } from '../../log.ts';
import type { SharedJournal } from '../../storage/journal.ts';
import type { EventStreams } from './event-streams.ts';

/**
 * Organizations whose events are read concurrently, so that thousands of them need few connections.
 */
const MAX_CONCURRENT_READS = 4;
/** Milliseconds before a failed read of events is retried. */
const RETRY_MS = 1_000;

/**
 * Sends the events of all nodes to the listeners of this node, in the order of the journal. Events
 * are read from the journal, also those that this node appended. Notifications only trigger the
 * read.
 */
export class EventFollower {
  readonly #journal: SharedJournal;
  readonly #streams: EventStreams;
  readonly #read: (organization: string) => MaybePromise<Organization>;
  readonly #warn: Log['warn'];
  /**
   * The number of an organization's events that were sent here, and the id of the last one, if
   * known.
   */
  readonly #sent = new Map<string, { readonly count: number; readonly last?: string }>();
  /** Organizations whose events are being read, and whether to read them again. */
  readonly #reading = new Map<string, boolean>();
  /** Organizations that wait for a read. */
  readonly #waiting = new Set<string>();

  constructor(
    journal: SharedJournal,
    streams: EventStreams,
    read: (organization: string) => MaybePromise<Organization>,
    log: Log,
  ) {
    this.#journal = journal;
    this.#streams = streams;
    this.#read = read;
    this.#warn = rateLimited((fields, message) => log.warn(fields, message));
    journal.follow((organization) => {
      for (const one of organization === null ? this.#sent.keys() : [organization]) this.wake(one);
    });
  }

  /** The number of events before a stream opens. Call before its state is read. */
  before(organization: string): Promise<number> {
    return this.#journal.eventsSoFar(organization);
  }

  /** Call as soon as a stream is open that expects the events after `count`. */
  begin(organization: string, count: number): void {
    if (!this.#sent.has(organization)) this.#sent.set(organization, { count });
    this.wake(organization);
  }

  /** Reads the events of an organization that may have new ones. */
  wake(organization: string): void {
    if (!this.#sent.has(organization)) return;
    if (this.#reading.has(organization)) this.#reading.set(organization, true);
    else if (this.#reading.size < MAX_CONCURRENT_READS) void this.#catchUp(organization);
    else this.#waiting.add(organization);
  }

  async #catchUp(organization: string): Promise<void> {
    this.#reading.set(organization, false);
    try {
      await this.#sendNew(organization);
    } catch (error) {
      this.#warn({ err: error }, 'events wait for the journal');
      callLater(() => this.wake(organization), RETRY_MS);
    }
    // An organization with permanent activity goes to the end of the queue.
    if (this.#reading.get(organization) === true) this.#waiting.add(organization);
    this.#reading.delete(organization);
    for (const next of this.#waiting) {
      if (this.#reading.size >= MAX_CONCURRENT_READS) return;
      this.#waiting.delete(next);
      this.wake(next);
    }
  }

  async #sendNew(organization: string): Promise<void> {
    const cursor = this.#sent.get(organization);
    if (cursor === undefined) return;
    if (!this.#streams.hasListeners(organization)) {
      this.#sent.delete(organization);
      return;
    }
    const state = await this.#read(organization);
    const { events, version, ...reached } = await this.#journal.eventsFrom(
      organization,
      cursor.count,
      cursor.last,
    );
    this.#sent.set(organization, reached);
    if (events === undefined) this.#streams.sendMissedEvents(organization);
    else this.#streams.send(organization, events, cursor.count);
    // A revoked user receives this event before their streams end. A state newer than the events
    // sent so far is reviewed after the next read.
    if (state.version <= version) this.#streams.review(state);
    else this.#reading.set(organization, true);
  }
}
