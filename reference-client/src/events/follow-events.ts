import { requestHeaders } from '@parsec-spec/spec/client-rules';
import { bodyPieces } from '../call/body-pieces.ts';
import { addressOf, type CallFailure, type DeviceConnection, deviceToken, rulesOf } from '../call/call.ts';
import { userAgent } from '../call/exchange.ts';
import { httpOutcome } from '../call/http-outcome.ts';
import { offlineCause } from '../call/offline-cause.ts';
import { sleepUntilAborted } from '../call/sleep.ts';
import { EndlessFrame, type Frame, frameReader, type ListenedEvent } from './frame-reader.ts';

/** A notification from followEvents. */
export type Followed =
  /**
   * The stream is open, for the first time or again. `config` is the configuration of the
   * organization.
   */
  | { kind: 'open'; config: Extract<ListenedEvent, { event: 'ORGANIZATION_CONFIG' }> }
  | { kind: 'event'; event: ListenedEvent; id: string | undefined }
  /** Events were lost, so everything must be fetched again. */
  | { kind: 'missed-events' }
  /** The connection was lost. The client reconnects after `retryInMs`. */
  | { kind: 'lost'; why: 'ended' | 'silent' | 'broken' | CallFailure; retryInMs: number }
  /** The server refuses this device. This is the last notification. */
  | { kind: 'refused'; failure: CallFailure };

/** Options of followEvents. */
export interface Following {
  readonly lastEventId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** Replaces the length of a pause, in ms, so that tests need not wait. */
  readonly pause?: ((ms: number) => number) | undefined;
}

/** A connection counts as dead after a silence of this many keep-alive intervals. */
const SILENT_KEEPALIVES = 1.2;

/**
 * Follows the events of a device and reconnects when the connection is lost (EVT-19). It resumes
 * after the last event id, with growing pauses, and stops only for a reason that a reconnection
 * cannot change.
 *
 * @param connection connection with the credentials of a device
 * @example
 * ```ts
 * for await (const followed of followEvents(connection, { signal })) {
 *   if (followed.kind === 'event') console.log(followed.event.event);
 * }
 * ```
 */
export async function* followEvents(
  connection: DeviceConnection,
  { signal, sleep = sleepUntilAborted, pause = (ms) => ms, ...from }: Following = {},
): AsyncGenerator<Followed> {
  let { lastEventId } = from;
  const pauseBefore = rulesOf(connection)['events/client-reconnects'];
  let [failures, asked, opens] = [0, 0, 0];
  const isOver = (): boolean => signal?.aborted === true;
  while (!isOver()) {
    let why: Extract<Followed, { kind: 'lost' }>['why'] = 'ended';
    const link = new AbortController();
    const both = signal === undefined ? link.signal : AbortSignal.any([link.signal, signal]);
    // After a reconnection without a last event id, the events in between are lost.
    const resumed = headerValueOf(lastEventId);
    const isBlind = opens > 0 && resumed === undefined;
    const opened = await openStream(connection, resumed, both);
    connection.transport?.onCall?.({
      family: 'authenticated',
      request: { cmd: 'events_listen' },
      deviceId: connection.device.deviceId,
      ended: opened.ok ? { outcome: 'open' } : opened.failure,
    });
    if (!opened.ok) {
      if (isOver()) return;
      if (!isTemporary(opened.failure)) return yield { kind: 'refused', failure: opened.failure };
      why = opened.failure;
    } else {
      opens++;
      try {
        for await (const frame of framesOf(opened.body, link)) {
          if ('id' in frame && frame.id !== undefined) lastEventId = frame.id;
          if (frame.kind === 'retry') asked = frame.ms;
          // Only frames after the first event reset the pauses. Otherwise a server that closes each
          // stream at once would get many requests.
          if (frame.kind === 'keepalive' || ('id' in frame && frame.id !== undefined)) failures = 0;
          if (frame.kind === 'missed-events') yield frame;
          if (frame.kind !== 'event') continue;
          yield notificationOf(frame);
          if (isBlind && frame.event.event === 'ORGANIZATION_CONFIG') yield { kind: 'missed-events' };
        }
      } catch (error) {
        why = link.signal.aborted ? 'silent' : 'broken';
        if (!isOver() && !(error instanceof EndlessFrame) && offlineCause(error) === undefined) throw error;
      } finally {
        link.abort();
      }
    }
    if (isOver()) return;
    const retryInMs = pauseBefore?.(failures, asked) ?? 0;
    failures += 1;
    yield { kind: 'lost', why, retryInMs };
    await sleep(pause(retryInMs), signal);
  }
}

/**
 * An event id as the value of a header: its UTF-8 bytes, one character each. Undefined: it has control
 * characters, which no header can have.
 */
function headerValueOf(id: string | undefined): string | undefined {
  if (id === undefined || /\p{Cc}/u.test(id)) return undefined;
  return Array.from(new TextEncoder().encode(id), (byte) => String.fromCharCode(byte)).join('');
}

const notificationOf = ({ event, id }: Extract<Frame, { kind: 'event' }>): Followed =>
  event.event === 'ORGANIZATION_CONFIG' ? { kind: 'open', config: event } : { kind: 'event', event, id };

/**
 * The frames of an open stream. Aborts `link` if the server is silent for longer than its
 * keep-alive interval allows.
 */
async function* framesOf(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  link: AbortController,
): AsyncGenerator<Frame> {
  const reader = frameReader();
  let promised: number | null = null;
  let watch: ReturnType<typeof setTimeout> | undefined;
  try {
    for await (const piece of bodyPieces(body)) {
      for (const frame of reader.feed(piece)) {
        if (frame.kind === 'event' && frame.event.event === 'ORGANIZATION_CONFIG') {
          promised = Number(frame.event.sse_keepalive_seconds ?? 0) * 1000 * SILENT_KEEPALIVES;
        }
        yield frame;
      }
      clearTimeout(watch);
      if (promised) watch = setTimeout(() => link.abort(), promised);
    }
  } finally {
    clearTimeout(watch);
  }
}

// These failures may be temporary. Any other refusal lasts until a person acts.
function isTemporary({ outcome }: CallFailure): boolean {
  return outcome === 'offline' || outcome === 'unexpected-http-status' || outcome === 'unreadable-reply';
}

/** An open stream of bytes, or why it did not open. */
type OpenedStream =
  | { ok: true; body: ReadableStream<Uint8Array<ArrayBuffer>> }
  | { ok: false; failure: CallFailure };

const OPEN_TIMEOUT_MS = 30_000;

/**
 * Opens the event stream of a device (spec/protocol/events.md).
 *
 * @param lastEventId id of the last event received, after which the server resumes
 */
async function openStream(
  connection: DeviceConnection,
  lastEventId: string | undefined,
  signal: AbortSignal,
): Promise<OpenedStream> {
  const { crypto, device, transport = {}, now } = connection;
  const rules = rulesOf(connection);
  const { fetch = globalThis.fetch, timeoutMs = OPEN_TIMEOUT_MS, log } = transport;
  const url = `${addressOf(connection, 'authenticated')}/events`;
  const token = await deviceToken(crypto, device, now?.() ?? new Date());
  const headers = {
    ...requestHeaders(rules, { opens: 'event stream', token, userAgent }),
    ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
  };
  // The timeout limits the opening, not the stream.
  const opening = new AbortController();
  const timer = setTimeout(
    () => opening.abort(new DOMException('no answer in time', 'TimeoutError')),
    timeoutMs,
  );
  try {
    const both = AbortSignal.any([signal, opening.signal]);
    const response = await fetch(url, { method: 'GET', headers, redirect: 'manual', signal: both });
    const { status } = response;
    log?.('debug', 'stream', { url, status, resumed: lastEventId !== undefined });
    if (status !== 200) {
      await response.body?.cancel();
      const { headers } = response;
      const failure = httpOutcome({ kind: 'answered', status, headers, body: new Uint8Array() }, rules);
      if ('outcome' in failure) return { ok: false, failure };
    }
    const type = response.headers.get('content-type') ?? 'no type';
    if (response.body !== null && /^text\/event-stream\b/i.test(type))
      return { ok: true, body: response.body };
    await response.body?.cancel();
    return {
      ok: false,
      failure: { outcome: 'unreadable-reply', detail: `expected an event stream, got ${type}` },
    };
  } catch (error) {
    const cause = offlineCause(error);
    if (cause === undefined) throw error;
    return { ok: false, failure: { outcome: 'offline', ...cause } };
  } finally {
    clearTimeout(timer);
  }
}
