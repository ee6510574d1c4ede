import type { IncomingMessage } from 'node:http';
import { NoRoomError, type Readable, type Unread } from '../../core/call.ts';
import type { Share } from './limits.ts';

/** Bytes of a refused body that are still read off, so that the client can read the refusal. */
const MAX_DISCARDED = 8 * 1_048_576;

/** The body of a request that is being received. */
interface IncomingBody extends Readable {
  /** Discards what is left of the body and gives its room back. */
  release(): void;
}

/**
 * The body of an HTTP request, read when asked for. Beyond the limit, or without room, it is not
 * kept, and does not hold the connection up.
 *
 * @param announced - its length in bytes according to the headers
 * @param share - the memory that it takes of what all bodies may use
 */
export function incomingBody(request: IncomingMessage, announced: number, share: Share): IncomingBody {
  // A chunk may hold one byte, and Node makes a buffer of each. They count when they arrive, before
  // the body is asked for.
  let collection = request.headers['transfer-encoding'] === undefined ? undefined : collect(request, share);
  return {
    read: (limit) => {
      if (announced > limit) return refused(request);
      if (collection !== undefined) return collection.within(limit);
      return new Promise((resolve, reject) => {
        setImmediate(() => {
          // Most bodies arrive with their heads. They are complete by now and need no listener.
          const { complete, readableLength: size } = request;
          if (complete && size <= limit && share.take(size)) resolve(request.read() ?? none);
          else if (request.closed) resolve('aborted');
          else {
            collection = collect(request, share);
            collection.within(limit).then(resolve, reject);
          }
        });
      });
    },
    release: () => {
      collection?.stop();
      share.giveBack();
    },
  };
}

const none = Buffer.alloc(0);

interface Collection {
  /** The whole body, unless it is longer than the limit. */
  within(limit: number): Promise<Uint8Array | Unread>;
  stop(): void;
}

function collect(request: IncomingMessage, share: Share): Collection {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array | Unread>();
  // It may fail before it is asked for.
  promise.catch(() => undefined);
  const pieces: Buffer[] = [];
  let size = 0;
  let maxSize = Number.POSITIVE_INFINITY;
  let isStopped = false;
  const stop = (): void => {
    request.off('data', take);
    if (request.readableEnded || isStopped) return;
    isStopped = true;
    pieces.length = 0;
    share.giveBack();
    discard(request);
  };
  const take = (piece: Buffer): void => {
    size += piece.length;
    if (size <= maxSize && share.take(piece.length)) {
      pieces.push(piece);
      return;
    }
    stop();
    if (size > maxSize) resolve('too-large');
    else reject(new NoRoomError());
  };
  request.on('data', take);
  // Only the first settles the promise.
  request.on('end', () => resolve(Buffer.concat(pieces)));
  request.on('close', () => resolve('aborted'));
  return {
    within: async (limit) => {
      maxSize = limit;
      if (size <= limit) return promise;
      stop();
      return 'too-large';
    },
    stop,
  };
}

async function refused(request: IncomingMessage): Promise<Unread> {
  discard(request);
  return 'too-large';
}

function discard(request: IncomingMessage): void {
  let remaining = MAX_DISCARDED;
  request.on('data', (piece: Buffer) => {
    remaining -= piece.length;
    if (remaining < 0) request.socket.destroy();
  });
  request.resume();
}
