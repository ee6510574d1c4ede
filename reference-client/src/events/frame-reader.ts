import { bytesOfBase64 } from '@parsec-spec/spec/codec';
import { decodeReply, type EventsListenReply } from '@parsec-spec/spec/commands';
import { CodedError } from '@parsec-spec/spec/errors';
import { createParser, type EventSourceMessage } from 'eventsource-parser';

/** An event that concerns this user. */
export type ListenedEvent = Extract<EventsListenReply, { status: 'ok' }>;

/** A frame of the stream (spec/protocol/events.md). */
export type Frame =
  | { kind: 'event'; id: string | undefined; event: ListenedEvent }
  /** An event of a later version, or one that this client does not use. */
  | { kind: 'other-event'; id: string | undefined }
  | { kind: 'keepalive' }
  | { kind: 'missed-events' }
  /** The server asks clients to wait this long before a reconnection. */
  | { kind: 'retry'; ms: number };

/** No event is that long. The limit bounds the memory if a stream has no line ends. */
const MAX_BUFFER_BYTES = 1024 * 1024;

/**
 * Parses the frames of a stream. `feed` takes the next chunk of bytes and returns the frames that
 * it completes.
 *
 * @throws EndlessFrame `endless-frame` if a frame exceeds 1 MiB
 */
export function frameReader(): { feed: (piece: Uint8Array) => readonly Frame[] } {
  const text = new TextDecoder();
  let frames: Frame[] = [];
  let isOversized = false;
  const parser = createParser({
    maxBufferSize: MAX_BUFFER_BYTES,
    onEvent: (message) => frames.push(frameOf(message)),
    onRetry: (ms) => frames.push({ kind: 'retry', ms }),
    onError: (error) => {
      isOversized ||= error.type === 'max-buffer-size-exceeded';
    },
  });
  return {
    feed: (piece) => {
      frames = [];
      parser.feed(text.decode(piece, { stream: true }));
      if (isOversized) throw new EndlessFrame();
      return frames;
    },
  };
}

function frameOf({ event: name, id, data }: EventSourceMessage): Frame {
  if (name === 'keepalive') return { kind: 'keepalive' };
  if (name === 'missed_events') return { kind: 'missed-events' };
  const bytes = bytesOfBase64(data);
  const decoded = decodeReply('events_listen', bytes);
  if (decoded.kind !== 'known' || decoded.reply.status !== 'ok') return { kind: 'other-event', id };
  return { kind: 'event', id, event: decoded.reply };
}

/** A frame is longer than any event. */
export class EndlessFrame extends CodedError<'endless-frame'> {
  constructor() {
    super('endless-frame', 'the stream holds a frame without end');
  }
}
