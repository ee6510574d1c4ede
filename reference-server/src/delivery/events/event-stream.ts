import type { Organization } from '@parsec-spec/spec/records';
import type { Timer } from '../../platform/platform.ts';
import type { KeptEvent } from '../../storage/journal.ts';
import { eventFrame, keepaliveFrame, missedEventsFrame } from './event-frames.ts';

/** A queue of frames for one listener: pushed by the server, pulled by an adapter. */
export class FrameQueue implements AsyncIterable<string> {
  readonly #queue: string[] = [];
  readonly #maxFrames: number;
  readonly #onEnd: () => void;
  #ended = false;
  #wake: (() => void) | undefined;

  /**
   * `maxFrames`: how many frames may wait. `onEnd` is called once, whether the server or the
   * listener ends the queue.
   */
  constructor(maxFrames: number, onEnd: () => void) {
    this.#maxFrames = maxFrames;
    this.#onEnd = onEnd;
  }

  /** Queues a frame. A full queue ends, since its listener is too slow (EVT-17). */
  push(frame: string): void {
    if (this.#ended) return;
    if (this.#queue.length >= this.#maxFrames) return this.end();
    this.#queue.push(frame);
    this.#wake?.();
  }

  /** Ends the queue. Queued frames are still delivered. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd();
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    try {
      for (;;) {
        for (let frame = this.#queue.shift(); frame !== undefined; frame = this.#queue.shift()) yield frame;
        if (this.#ended) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      this.end();
    }
  }
}

/**
 * The maximum of events that wait for one listener, and of replayed events
 * (spec/protocol/events.md).
 */
const MAX_EVENTS = 100;

/** The user of a stream, and a check whether the user may still listen. */
export interface Listener {
  /** User identifier in hexadecimal: events are addressed to users, with all their devices. */
  readonly user: string;
  readonly mayListen: (state: Organization) => boolean;
}

/** One open stream: the frames for its listener, in order. */
export class EventStream {
  readonly listener: Listener;
  readonly frames: FrameQueue;
  readonly #keepalive: number | null;
  #timer: Timer | undefined;
  #hasEnded = false;
  #before: number;
  #held: KeptEvent[] | undefined;
  /** Identifiers of replayed events, which may also arrive live. */
  #known: ReadonlySet<string> = new Set();

  /**
   * `keepalive`: milliseconds of silence before a keep-alive frame; null = none. `before`: number
   * of events that the stream skips as already known.
   */
  constructor(listener: Listener, keepalive: number | null, before: number, onEnd: () => void) {
    this.listener = listener;
    this.#before = before;
    this.#keepalive = keepalive;
    this.frames = new FrameQueue(MAX_EVENTS, () => {
      this.#hasEnded = true;
      clearTimeout(this.#timer);
      onEnd();
    });
    this.#awaitSilence();
  }

  /**
   * Opens the stream with its first frame. With `resumed`, live events wait until the earlier ones
   * are sent.
   */
  begin(frame: string, resumed?: Promise<readonly KeptEvent[] | undefined>): void {
    this.#push(frame);
    if (resumed === undefined) return;
    this.#held = [];
    resumed.then(
      (earlier) => this.#catchUp(earlier),
      () => this.#catchUp(undefined),
    );
  }

  /**
   * Sends an event. `frame` is its encoding, which all listeners share; `number` is its position
   * among all events of the organization.
   */
  send(event: KeptEvent, frame: string, number: number): void {
    if (number <= this.#before || !this.#isFor(event) || this.#known.has(event.id)) return;
    if (this.#held === undefined) this.#push(frame);
    else if (this.#held.length < MAX_EVENTS) this.#held.push(event);
    else this.frames.end();
  }

  /** Reports lost events (EVT-14). All later events are sent, whatever their number. */
  sendMissedEvents(): void {
    this.#before = 0;
    this.frames.push(missedEventsFrame);
  }

  // The replay is one piece and does not count against the bound of waiting frames.
  #catchUp(earlier: readonly KeptEvent[] | undefined): void {
    const frames = this.#held ?? [];
    this.#held = undefined;
    const missed = earlier?.filter((event) => this.#isFor(event));
    const replay = missed === undefined || missed.length > MAX_EVENTS ? undefined : missed;
    this.#known = new Set(replay?.map(({ id }) => id));
    const opening = replay === undefined ? missedEventsFrame : replay.map(eventFrame).join('');
    if (opening !== '') this.#push(opening);
    for (const event of frames) if (!this.#known.has(event.id)) this.#push(eventFrame(event));
  }

  #isFor = ({ to }: KeptEvent): boolean => to === null || to.includes(this.listener.user);

  #push(frame: string): void {
    this.frames.push(frame);
    this.#awaitSilence();
  }

  #awaitSilence(): void {
    clearTimeout(this.#timer);
    if (this.#keepalive === null || this.#hasEnded) return;
    this.#timer = setTimeout(() => this.#push(keepaliveFrame), this.#keepalive);
  }
}
