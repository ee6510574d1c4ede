import { eventOf, type Frame, Frames } from '../wire/event-frames.ts';
import type { Exchange } from '../wire/exchange.ts';
import type { StreamingResponse } from '../wire/streaming-response.ts';
import { Instant } from '../wire/values.ts';
import { isEqual } from './equal.ts';
import type { Fields } from './expect.ts';
import { Failure } from './failure.ts';
import { formatValue } from './format-value.ts';
import type { Secrets } from './redaction.ts';

/** An event received from a stream. */
export interface StreamEvent {
  readonly frame: Frame;
  /** `status`, `event`, and the fields of that event. */
  readonly fields: Fields;
}

/** The fields of an event, without its status. */
export type EventFields = Fields & { readonly event: string };

/**
 * Names of the fields in which the received event differs from the expected one. Unknown fields are
 * ignored, as clients do.
 */
function differing(told: EventFields, heard: Fields): readonly string[] {
  const expected: Fields = { status: 'ok', ...told };
  return Object.keys(expected).filter((name) => !isEqual(expected[name], heard[name]));
}

/** Longest wait for one frame, or for the end, in ms; the time of a check is seldom longer. */
const MAX_WAIT_MS = 5000;

/** An open event stream. Events are taken in order, and each wait is bounded. */
export class EventStream {
  readonly opening: Exchange;
  /**
   * Certificate events older than the opening that the stream sent nevertheless. Delivery may lag
   * behind the answer to the causing call.
   */
  readonly earlierEvents: StreamEvent[] = [];
  readonly #opened: Instant;
  readonly #answer: StreamingResponse;
  readonly #signal: AbortSignal;
  readonly #secrets: Secrets;
  readonly #waiting: Frame[] = [];
  readonly #frames = new Frames();
  #wake: () => void = () => undefined;

  /**
   * `opened`: the moment before the request for the stream; `signal` aborts at the time limit of
   * the check; `secrets` receive the tokens in its events.
   */
  constructor(answer: StreamingResponse, opened: Instant, signal: AbortSignal, secrets: Secrets) {
    this.#secrets = secrets;
    this.opening = answer.exchange;
    this.#opened = opened;
    this.#answer = answer;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wake());
    answer.listen((bytes) => {
      if (bytes !== undefined) this.#waiting.push(...this.#frames.take(bytes));
      this.#wake();
    });
  }

  /** Whether the stream has not ended. */
  get isOpen(): boolean {
    return this.#answer.ended() === undefined;
  }

  /** The next frame of any kind, keep-alives included. Waits at most `longest` ms. */
  async anyFrame(what: string, longest = MAX_WAIT_MS): Promise<Frame> {
    await this.#until(() => this.#waiting.length > 0 || !this.isOpen, longest);
    const frame = this.#waiting.shift();
    if (frame !== undefined) return frame;
    return this.#fail(what, this.isOpen ? 'nothing' : 'the end of the stream');
  }

  /** The next frame that is not a keep-alive. */
  async frame(what: string): Promise<Frame> {
    for (const due = performance.now() + MAX_WAIT_MS; ; ) {
      const frame = await this.anyFrame(what, due - performance.now());
      if (frame.event !== 'keepalive') return frame;
    }
  }

  /** The next event of any date. Its data is the base64 of a msgpack map with status `ok`. */
  async anyEvent(what: string): Promise<StreamEvent> {
    const frame = await this.frame(what);
    const fields = frame.event === 'message' ? eventOf(frame.data) : undefined;
    if (fields === undefined) return this.#fail(what, `a frame ${JSON.stringify(frame)}`);
    if (fields.token instanceof Uint8Array) this.#secrets.bytes(fields.token, 'invitation token');
    if (fields.status !== 'ok')
      return this.#fail(what, `an event of status ${formatValue(fields.status, 80)}`);
    return { frame, fields };
  }

  /** The next event that happened since the opening. */
  async next(what: string): Promise<StreamEvent> {
    for (;;) {
      const heard = await this.anyEvent(what);
      const { timestamp } = heard.fields;
      if (!(timestamp instanceof Instant) || timestamp.micros > this.#opened.micros) return heard;
      this.earlierEvents.push(heard);
    }
  }

  /**
   * Asserts that the next event since the opening is this one, field by field. Events in `late` may
   * come before it.
   */
  async event(fields: EventFields, what: string, late: readonly EventFields[] = []): Promise<StreamEvent> {
    let heard = await this.next(what);
    while (late.some((one) => differing(one, heard.fields).length === 0)) heard = await this.next(what);
    const expected: Fields = { status: 'ok', ...fields };
    const other = differing(fields, heard.fields);
    if (other.length === 0) return heard;
    // Only the fields that differ: tokens vary with every run.
    const shown = (of: Fields) => other.map((name) => `${name}: ${formatValue(of[name], 100)}`).join(', ');
    return this.#fail(`${what}, ${shown(expected)}`, shown(heard.fields));
  }

  /**
   * Asserts that the next event since the opening is that of the common certificate of this time.
   */
  certificate(timestamp: Instant, what: string): Promise<StreamEvent> {
    return this.event({ event: 'COMMON_CERTIFICATE', timestamp }, what);
  }

  /** Waits for the end of the stream and discards the events before it. */
  async end(what: string): Promise<void> {
    await this.#until(() => !this.isOpen, MAX_WAIT_MS);
    if (this.isOpen || this.#signal.aborted) this.#fail(what, 'a stream that goes on');
  }

  /** Closes the stream. */
  close(): void {
    this.#answer.close();
  }

  async #until(isThere: () => boolean, longest: number): Promise<void> {
    let isUp = false;
    const timer = setTimeout(() => {
      isUp = true;
      this.#wake();
    }, longest);
    while (!isThere() && !this.#signal.aborted && !isUp)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    clearTimeout(timer);
  }

  #fail(expected: string, observed: string): never {
    throw new Failure(`event stream: expected ${expected}, got ${observed}`, {
      expected,
      observed,
      exchange: this.opening,
    });
  }
}
