import { eventOf } from '../../event-stream/index.ts';
import type { EventStream, Fields, Judge } from '../../judge/index.ts';
import type { Moment } from '../recorder.ts';
import type { Place } from './company.ts';

/** An event, and when it was heard. */
export interface Heard {
  readonly fields: Fields;
  readonly moment: Moment;
}

/** ms after which it is looked whether to go on. */
const pause = 100;

/** A device that listens while others call, and writes down what it hears. */
export class Listener {
  readonly place: Place;
  readonly heard: Heard[] = [];
  readonly #stream: EventStream;
  readonly #signal: AbortSignal;
  readonly #done: Promise<void>;
  #isOver = false;

  constructor(place: Place, stream: EventStream, { signal }: Judge, moment: () => Moment) {
    this.place = place;
    this.#stream = stream;
    this.#signal = signal;
    this.#done = this.#listen(moment);
  }

  /** Opens a stream before a node. */
  static async open(judge: Judge, place: Place, moment: () => Moment): Promise<Listener> {
    return new Listener(place, await judge.listen(place), judge, moment);
  }

  /** Whether the server has not ended the stream. */
  get isOpen(): boolean {
    return this.#stream.isOpen;
  }

  /** Listens until `isLast` was heard, or the stream ended, or so many ms are over; tells whether it was open still. */
  async end(isLast: (fields: Fields) => boolean, longest: number): Promise<boolean> {
    const due = performance.now() + longest;
    while (this.isOpen && performance.now() < due && !this.heard.some(({ fields }) => isLast(fields)))
      await new Promise((done) => setTimeout(done, 5));
    const wasOpen = this.isOpen;
    this.#isOver = true;
    await this.#done;
    this.#stream.close();
    return wasOpen;
  }

  async #listen(moment: () => Moment): Promise<void> {
    while (!this.#isOver && !this.#signal.aborted) {
      const frame = await this.#stream.anyFrame('an event', pause).catch(() => undefined);
      const fields = frame?.event === 'message' ? eventOf(frame.data) : undefined;
      if (fields !== undefined) this.heard.push({ fields, moment: moment() });
      if (frame === undefined && !this.isOpen) break;
    }
  }
}
