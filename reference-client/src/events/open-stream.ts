import { API_VERSION, families } from '@parsec-spec/spec/commands';
import type { CallFailure } from '../greeting/index.ts';
import { type Connection, deviceToken, httpOutcome, offlineCause, userAgent } from '../transport/index.ts';

/** An open stream of bytes, or why it did not open. */
export type OpenedStream =
  | { ok: true; body: ReadableStream<Uint8Array<ArrayBuffer>> }
  | { ok: false; failure: CallFailure };

const OPEN_TIMEOUT_MS = 30_000;

/**
 * Opens the event stream of a device (spec/protocol/events.md).
 *
 * @param lastEventId id of the last event received, after which the server resumes
 */
export async function openStream(
  connection: Connection & { device: NonNullable<Connection['device']> },
  lastEventId: string | undefined,
  signal: AbortSignal,
): Promise<OpenedStream> {
  const { crypto, device, transport = {}, now } = connection;
  const { fetch = globalThis.fetch, timeoutMs = OPEN_TIMEOUT_MS, log } = transport;
  const organization = encodeURIComponent(connection.organizationId ?? '');
  const route = families.authenticated.route.replace('{organization_id}', organization);
  const url = new URL(`${route}/events`, connection.serverUrl).href;
  const headers: Record<string, string> = {
    'api-version': API_VERSION,
    accept: 'text/event-stream',
    authorization: `Bearer ${await deviceToken(crypto, device, now?.() ?? new Date())}`,
    'user-agent': userAgent,
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
      const failure = httpOutcome({
        kind: 'answered',
        status,
        headers: response.headers,
        body: new Uint8Array(),
      });
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
    const found = offlineCause(error);
    if (found === undefined) throw error;
    return { ok: false, failure: { outcome: 'offline', ...found } };
  } finally {
    clearTimeout(timer);
  }
}
