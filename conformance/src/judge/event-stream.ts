import type { RequirementId } from '@parsec-spec/spec/requirements';
import { eventOf, type Frame, Frames } from '../wire/event-frames.ts';
import type { Exchange } from '../wire/exchange.ts';
import { headerOf } from '../wire/headers.ts';
import type { Secrets } from '../wire/secrets.ts';
import type { StreamingResponse } from '../wire/streaming-response.ts';
import { type Fields, Instant } from '../wire/values.ts';
import { isEqual } from './equal.ts';
import { Failure } from './failure.ts';
import type { Fact } from './observation.ts';

/** A received event. */
export interface StreamEvent {
  readonly frame: Frame;
  /** `status`, `event`, and the fields of that event. */
  readonly fields: Fields;
}

/** The fields of an event without `status`. */
export type EventFields = Fields & { readonly event: string };

/**
 * Names of the fields in which an event differs from the expected one. Further fields are ignored.
 */
function differingFields(expectedEvent: EventFields, observed: Fields): readonly string[] {
  const expected: Fields = { status: 'ok', ...expectedEvent };
  return Object.keys(expected).filter((name) => !isEqual(expected[name], observed[name]));
}

/** How long a stream waits. */
export interface StreamWaits {
  /** Maximum wait for one frame, or for the end of the stream, in ms. */
  readonly maxMs: () => number;
  /** Waits for something that must come within `limitMs`: `work` waits as long as it is told. */
  readonly waitFor: <T>(limitMs: number, work: (limitMs: number) => Promise<T>) => Promise<T>;
}

/** An open event stream. Its methods read the events in order, and wait for a limited time. */
export class EventStream {
  /** The request that opened the stream, and its answer. */
  readonly opening: Exchange;
  readonly #opened: Instant;
  readonly #answer: StreamingResponse;
  readonly #signal: AbortSignal;
  readonly #secrets: Secrets;
  readonly #waits: StreamWaits;
  /** Received frames that were not read yet. */
  readonly #unread: Frame[] = [];
  readonly #frames = new Frames();
  #wake: () => void = () => undefined;

  /**
   * @param opened - the time right before the request for the stream
   * @param signal - aborts at the time limit of the check
   * @param secrets - the tokens in events are added to these
   */
  constructor(
    answer: StreamingResponse,
    opened: Instant,
    signal: AbortSignal,
    secrets: Secrets,
    waits: StreamWaits,
  ) {
    this.#secrets = secrets;
    this.#waits = waits;
    this.opening = answer.exchange;
    this.#opened = opened;
    this.#answer = answer;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wake());
    answer.listen((bytes) => {
      if (bytes !== undefined) this.#unread.push(...this.#frames.take(bytes));
      this.#wake();
    });
  }

  /**
   * Whether the server has not ended the stream. At the time limit of the check, the judge ends it.
   */
  get isOpen(): boolean {
    return [undefined, 'timeout'].includes(this.#answer.ended());
  }

  /** Reads the next frame, which may be a keep-alive. Fails after `timeoutMs`. */
  anyFrame(what: string, timeoutMs = this.#waits.maxMs()): Promise<Frame> {
    return this.#waits.waitFor(timeoutMs, (limitMs) => this.#nextFrame(what, limitMs));
  }

  async #nextFrame(what: string, timeoutMs: number): Promise<Frame> {
    await this.#until(() => this.#unread.length > 0 || !this.isOpen, timeoutMs);
    const frame = this.#unread.shift();
    if (frame !== undefined) return frame;
    return this.#fail([{ text: what }], { stream: this.isOpen ? 'silent' : 'ended' });
  }

  /** Reads the next frame that is not a keep-alive. */
  frame(what: string): Promise<Frame> {
    return this.#waits.waitFor(this.#waits.maxMs(), async (limitMs) => {
      for (const due = performance.now() + limitMs; ; ) {
        const frame = await this.#nextFrame(what, Math.max(0, due - performance.now()));
        if (frame.event !== 'keepalive') return frame;
      }
    });
  }

  /**
   * Reads the next event. Fails if the frame is not the base64 of a msgpack map with status `ok`.
   */
  async anyEvent(what: string): Promise<StreamEvent> {
    const frame = await this.frame(what);
    const fields = frame.event === 'message' ? eventOf(frame.data) : undefined;
    if (fields === undefined) {
      const rules = frame.event === 'message' ? (['events/data-is-base64-msgpack'] as const) : undefined;
      return this.#fail([{ text: what }], { event: { frame } }, rules);
    }
    if (fields.token instanceof Uint8Array) this.#secrets.bytes(fields.token, 'invitation token');
    if (fields.status !== 'ok') return this.#fail([{ text: what }], { event: { status: fields.status } });
    return { frame, fields };
  }

  /**
   * Reads the next event that happened after the opening. A server may deliver an earlier event later
   * than the answer to its cause.
   */
  async next(what: string): Promise<StreamEvent> {
    for (;;) {
      const event = await this.anyEvent(what);
      const { timestamp } = event.fields;
      if (!(timestamp instanceof Instant) || timestamp.micros > this.#opened.micros) return event;
    }
  }

  /**
   * Asserts that the next event after the opening has these fields.
   *
   * @param late - events that may arrive before it
   */
  async event(fields: EventFields, what: string, late: readonly EventFields[] = []): Promise<StreamEvent> {
    let event = await this.next(what);
    while (late.some((one) => differingFields(one, event.fields).length === 0)) event = await this.next(what);
    const expected: Fields = { status: 'ok', ...fields };
    const other = differingFields(fields, event.fields);
    if (other.length === 0) return event;
    // The failure has only the fields that differ, because tokens vary between runs.
    const pick = (from: Fields): Fact => ({
      event: Object.fromEntries(other.map((name) => [name, from[name]])),
    });
    return this.#fail([{ text: what }, pick(expected)], pick(event.fields));
  }

  /**
   * Asserts that the next event after the opening is about the common certificate of this time. A
   * stream that stays silent breaks the rule of this event, whatever the check is about, unless it
   * resumes another one.
   */
  async certificate(timestamp: Instant, what: string): Promise<StreamEvent> {
    try {
      return await this.event({ event: 'COMMON_CERTIFICATE', timestamp }, what);
    } catch (error) {
      if (!isSilence(error) || this.#isResumed) throw error;
      throw new Failure({ ...error.facts, rules: ['events_listen/certificate-event'] }, error);
    }
  }

  get #isResumed(): boolean {
    return headerOf(this.opening.request.headers, 'last-event-id') !== undefined;
  }

  /** Asserts that the stream ends in time. Discards the events before its end. */
  async end(what: string): Promise<void> {
    await this.#waits.waitFor(this.#waits.maxMs(), async (limitMs) => {
      await this.#until(() => !this.isOpen, limitMs);
      if (this.isOpen) this.#fail([{ text: what }], { stream: 'open' });
    });
  }

  /** Closes the stream. */
  close(): void {
    this.#answer.close();
  }

  async #until(isThere: () => boolean, timeoutMs: number): Promise<void> {
    let hasExpired = false;
    const timer = setTimeout(() => {
      hasExpired = true;
      this.#wake();
    }, timeoutMs);
    while (!isThere() && !this.#signal.aborted && !hasExpired)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    clearTimeout(timer);
  }

  #fail(expected: readonly Fact[], observed: Fact, rules?: readonly RequirementId[]): never {
    throw new Failure({
      what: 'event stream',
      expected,
      observed: [observed],
      exchange: this.opening,
      rules,
    });
  }
}

/** Whether a stream gave no event in time. */
const isSilence = (error: unknown): error is Failure => hasState(error, 'silent');

/** Whether the stream ended instead of giving an event. */
export const isEndOfStream = (error: unknown): error is Failure => hasState(error, 'ended');

const hasState = (error: unknown, state: string): boolean =>
  error instanceof Failure && error.facts.observed.some((fact) => 'stream' in fact && fact.stream === state);
