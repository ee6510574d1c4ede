import { setTimeout as passed } from 'node:timers/promises';
import type { CallFailure } from '../greeting/index.ts';
import { type Connection, offlineCause } from '../transport/index.ts';
import { openStream } from './open-stream.ts';
import { EndlessFrame, type Frame, frameReader, type ListenedEvent } from './read-frames.ts';

/** What one learns by following the stream. */
export type Followed =
  /** The stream is open, for the first time or again; the organization's configuration. */
  | { kind: 'open'; config: Extract<ListenedEvent, { event: 'ORGANIZATION_CONFIG' }> }
  | { kind: 'event'; event: ListenedEvent; id: string | undefined }
  /** Events were lost: everything that they could have told must be fetched anew. */
  | { kind: 'missed-events' }
  /** The connection is gone; another is tried after `retryInMs`. */
  | { kind: 'lost'; why: 'ended' | 'silent' | 'broken' | CallFailure; retryInMs: number }
  /** The server will not have this device listen: the end. */
  | { kind: 'refused'; failure: CallFailure };

export interface Following {
  readonly lastEventId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** How long a pause takes indeed, in ms: for who watches many of them. */
  readonly pause?: ((ms: number) => number) | undefined;
}

/**
 * Growing pauses before a reconnection, in ms. None is below 1 s, so that a server that closes each
 * stream after its first keep-alive gets one request a second and not hundreds.
 */
const pauses = [1000, 2000, 5000, 10_000, 30_000, 60_000];

/** The longest pause that a server may ask for, in ms. */
const longest = 3_600_000;

/** A link is dead when nothing came for this many keep-alives. */
const patience = 1.2;

/** Follows the events of a device over lost connections (EVT-19): goes on behind the last id, after growing pauses, and never gives up but for a reason that a reconnection cannot change. */
export async function* followEvents(
  connection: Connection & { device: NonNullable<Connection['device']> },
  { signal, sleep = slept, pause = (ms) => ms, ...from }: Following = {},
): AsyncGenerator<Followed> {
  let { lastEventId } = from;
  let [failures, asked, opens] = [0, 0, 0];
  const isOver = (): boolean => signal?.aborted === true;
  while (!isOver()) {
    let why: Extract<Followed, { kind: 'lost' }>['why'] = 'ended';
    const link = new AbortController();
    const both = signal === undefined ? link.signal : AbortSignal.any([link.signal, signal]);
    // Opened again with no id to go on behind: whatever happened meanwhile is lost.
    const isBlind = opens > 0 && lastEventId === undefined;
    const opened = await openStream(connection, lastEventId, both);
    if (!opened.ok) {
      if (isOver()) return;
      if (!mayPass(opened.failure)) return yield { kind: 'refused', failure: opened.failure };
      why = opened.failure;
    } else {
      opens++;
      try {
        for await (const frame of framesOf(opened.body, link)) {
          if ('id' in frame && frame.id !== undefined) lastEventId = frame.id;
          if (frame.kind === 'retry') asked = Math.min(frame.ms, longest);
          // A server that greets and lets go at once is not to be stormed: only what comes later counts as health.
          if (frame.kind === 'keepalive' || ('id' in frame && frame.id !== undefined)) failures = 0;
          if (frame.kind === 'missed-events') yield frame;
          if (frame.kind !== 'event') continue;
          yield told(frame);
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
    const retryInMs = Math.max(asked, pauses[failures] ?? 60_000);
    failures = Math.min(failures + 1, pauses.length - 1);
    yield { kind: 'lost', why, retryInMs };
    await sleep(pause(retryInMs), signal);
  }
}

const told = ({ event, id }: Extract<Frame, { kind: 'event' }>): Followed =>
  event.event === 'ORGANIZATION_CONFIG' ? { kind: 'open', config: event } : { kind: 'event', event, id };

/** The frames of an open stream; `link` is ended when nothing comes for longer than the server promised. */
async function* framesOf(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  link: AbortController,
): AsyncGenerator<Frame> {
  const reader = frameReader();
  let promised: number | null = null;
  let watch: NodeJS.Timeout | undefined;
  try {
    for await (const piece of body) {
      for (const frame of reader.feed(piece)) {
        if (frame.kind === 'event' && frame.event.event === 'ORGANIZATION_CONFIG') {
          promised = Number(frame.event.sse_keepalive_seconds ?? 0) * 1000 * patience;
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

// Refusals that hold until a person does something; all else is worth another try.
function mayPass({ outcome }: CallFailure): boolean {
  return outcome === 'offline' || outcome === 'unexpected-http-status' || outcome === 'unreadable-reply';
}

const slept = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  passed(ms, undefined, signal && { signal }).catch((error: unknown) => {
    if (!(error instanceof Error && error.name === 'AbortError')) throw error;
  });
