import { type EventsListenReply, decodeReply } from '@parsec-spec/spec/commands';
import { createParser, type EventSourceMessage } from 'eventsource-parser';

/** An event that concerns this user. */
export type ListenedEvent = Extract<EventsListenReply, { status: 'ok' }>;

/** A frame of the stream (spec/protocol/events.md). */
export type Frame =
  | { kind: 'event'; id: string | undefined; event: ListenedEvent }
  /** An event of a later version, or about what this client does not follow. */
  | { kind: 'other-event'; id: string | undefined }
  | { kind: 'keepalive' }
  | { kind: 'missed-events' }
  /** The server asks to be left alone for so long before a reconnection. */
  | { kind: 'retry'; ms: number };

/** Far above any event; a stream without line ends must not fill the memory. */
const mostBuffered = 1024 * 1024;

/** Reads frames out of the pieces in which a stream comes. `feed` gives those that a piece completes; throws when a frame has no end. */
export function frameReader(): { feed: (piece: Uint8Array) => readonly Frame[] } {
  const text = new TextDecoder();
  let frames: Frame[] = [];
  let broken = false;
  const parser = createParser({
    maxBufferSize: mostBuffered,
    onEvent: (message) => frames.push(frameOf(message)),
    onRetry: (ms) => frames.push({ kind: 'retry', ms }),
    onError: (error) => {
      broken ||= error.type === 'max-buffer-size-exceeded';
    },
  });
  return {
    feed: (piece) => {
      frames = [];
      parser.feed(text.decode(piece, { stream: true }));
      if (broken) throw new EndlessFrame();
      return frames;
    },
  };
}

function frameOf({ event: name, id, data }: EventSourceMessage): Frame {
  if (name === 'keepalive') return { kind: 'keepalive' };
  if (name === 'missed_events') return { kind: 'missed-events' };
  const bytes = new Uint8Array(Buffer.from(data, 'base64'));
  const decoded = decodeReply('events_listen', bytes);
  if (decoded.kind !== 'known' || decoded.reply.status !== 'ok') return { kind: 'other-event', id };
  return { kind: 'event', id, event: decoded.reply };
}

/** A frame went on beyond any event. */
export class EndlessFrame extends Error {
  readonly code = 'endless-frame';

  constructor() {
    super('the stream holds a frame without end');
    this.name = 'EndlessFrame';
  }
}
