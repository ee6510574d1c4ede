import type { MaybePromise } from '@parsec-spec/spec/crypto';
import type { Organization } from '@parsec-spec/spec/records';
import type { SharedJournal } from '../journal/journal.ts';
import type { Log } from '../logging/log.ts';
import { sparing } from '../logging/sparing.ts';
import type { Streams } from './streams.ts';

/** Organizations whose news are read at once: a node with thousands of them has few connections. */
const atOnce = 4;
/** Milliseconds until news that could not be read are read again. */
const patience = 1_000;

/**
 * Tells the listeners of this node what happened on any node, in the order of the journal: it is read there, also what
 * this node appended, and notifications only say when.
 */
export class Follower {
  readonly #journal: SharedJournal;
  readonly #streams: Streams;
  readonly #read: (organization: string) => MaybePromise<Organization>;
  readonly #warn: Log['warn'];
  /** How many events of an organization were told here, and the id of the last one, where it is known. */
  readonly #told = new Map<string, { readonly count: number; readonly last?: string }>();
  /** Organizations whose news are being read, and whether they are to be read again. */
  readonly #reading = new Map<string, boolean>();
  /** Those whose turn has not come. */
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

  /** How many events there were before a stream that is about to open: to be asked before its state is read. */
  before(organization: string): Promise<number> {
    return this.#journal.eventsSoFar(organization);
  }

  /** To be called as soon as a stream is open that hears what came after `count`. */
  begin(organization: string, count: number): void {
    if (!this.#told.has(organization)) this.#told.set(organization, { count });
    this.wake(organization);
  }

  /** Something may have happened there. */
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
    // One that has news all the time lets others go before it.
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
    // Who is put out hears of it, and then nothing more: a state that is ahead of what was told waits for another round.
    if (state.version <= version) this.#streams.review(state);
    else this.#reading.set(organization, true);
  }
}
