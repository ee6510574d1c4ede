import type { MaybePromise } from '@parsec-spec/spec/crypto';
import type { Organization } from '@parsec-spec/spec/records';
import { type Log, sparing } from '../../core/log.ts';
import type { SharedJournal } from '../../storage/journal.ts';
import type { Streams } from './event-streams.ts';

/**
 * Organizations whose events are read concurrently, so that thousands of them need few connections.
 */
const atOnce = 4;
/** Milliseconds before a failed read of events is retried. */
const patience = 1_000;

/**
 * Sends the events of all nodes to the listeners of this node, in the order of the journal. Events
 * are read from the journal, also those that this node appended. Notifications only trigger the
 * read.
 */
export class Follower {
  readonly #journal: SharedJournal;
  readonly #streams: Streams;
  readonly #read: (organization: string) => MaybePromise<Organization>;
  readonly #warn: Log['warn'];
  /**
   * The number of an organization's events that were sent here, and the id of the last one, if
   * known.
   */
  readonly #told = new Map<string, { readonly count: number; readonly last?: string }>();
  /** Organizations whose events are being read, and whether to read them again. */
  readonly #reading = new Map<string, boolean>();
  /** Organizations that wait for a read. */
  readonly #waiting = new Set<string>();

  constructor(
    journal: SharedJournal,
    streams: Streams,
    read: (organization: string) => MaybePromise<Organization>,
    log: Log,
  ) {
    this.#journal = journal;
    this.#streams = streams;
    this.#read = read;
    this.#warn = sparing(log);
    journal.follow((organization) => {
      for (const one of organization === null ? this.#told.keys() : [organization]) this.wake(one);
    });
  }

  /** The number of events before a stream opens. Call before its state is read. */
  before(organization: string): Promise<number> {
    return this.#journal.eventsSoFar(organization);
  }

  /** Call as soon as a stream is open that expects the events after `count`. */
  begin(organization: string, count: number): void {
    if (!this.#told.has(organization)) this.#told.set(organization, { count });
    this.wake(organization);
  }

  /** Reads the events of an organization that may have new ones. */
  wake(organization: string): void {
    if (!this.#told.has(organization)) return;
    if (this.#reading.has(organization)) this.#reading.set(organization, true);
    else if (this.#reading.size < atOnce) void this.#catchUp(organization);
    else this.#waiting.add(organization);
  }

  async #catchUp(organization: string): Promise<void> {
    this.#reading.set(organization, false);
    try {
      await this.#tellNews(organization);
    } catch (fault) {
      this.#warn({ err: fault }, 'events wait for the journal');
      setTimeout(() => this.wake(organization), patience).unref();
    }
    // An organization with permanent activity goes to the end of the queue.
    if (this.#reading.get(organization) === true) this.#waiting.add(organization);
    this.#reading.delete(organization);
    for (const next of this.#waiting) {
      if (this.#reading.size >= atOnce) return;
      this.#waiting.delete(next);
      this.wake(next);
    }
  }

  async #tellNews(organization: string): Promise<void> {
    const told = this.#told.get(organization);
    if (told === undefined) return;
    if (!this.#streams.isHeard(organization)) {
      this.#told.delete(organization);
      return;
    }
    const state = await this.#read(organization);
    const { events, version, ...reached } = await this.#journal.eventsFrom(
      organization,
      told.count,
      told.last,
    );
    this.#told.set(organization, reached);
    if (events === undefined) this.#streams.tellMissed(organization);
    else this.#streams.tell(organization, events, told.count);
    // A revoked user receives this event before their streams end. A state newer than the events
    // sent so far is reviewed after the next read.
    if (state.version <= version) this.#streams.review(state);
    else this.#reading.set(organization, true);
  }
}
