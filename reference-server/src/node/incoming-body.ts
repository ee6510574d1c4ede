import type { IncomingMessage } from 'node:http';
import { NoRoomError, type Readable, type Unread } from '../core/readable.ts';
import type { Share } from './body-room.ts';
import { together } from './together.ts';

/** How much of a refused body is still read off, so that the other end can read the refusal. */
const swallowed = 8 * 1_048_576;

/**
 * The body of an HTTP request, read when asked for. Beyond the limit, or without room, it is not kept, and the connection not held up by it.
 * `announced`: its length, as the headers have it. What its `share` has taken is given back by who is done with the body.
 */
export const incomingBody = (request: IncomingMessage, announced: number, share: Share): Readable => ({
  read: (limit) =>
    announced > limit
      ? refused(request)
      : new Promise((resolve, reject) => {
          together(() => {
            // Most come with their heads, and are there at the end of the turn: nobody needs to listen for them.
            const { complete, readableLength: size } = request;
            if (complete && size <= limit && share.take(size)) resolve(request.read() ?? none);
            else if (request.closed) resolve('aborted');
            else collect(request, limit, share).then(resolve, reject);
          });
        }),
});

const none = Buffer.alloc(0);

const collect = (request: IncomingMessage, limit: number, share: Share): Promise<Uint8Array | Unread> =>
  new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    const take = (piece: Buffer): void => {
      size += piece.length;
      if (size <= limit && share.take(piece.length)) {
        pieces.push(piece);
        return;
      }
      request.off('data', take);
      pieces.length = 0;
      share.giveBack();
      discard(request);
      if (size > limit) resolve('too-large');
      else reject(new NoRoomError());
    };
    request.on('data', take);
    // The first of these counts; what comes after it settles nothing.
    request.on('end', () => resolve(Buffer.concat(pieces)));
    request.on('close', () => resolve('aborted'));
  });

async function refused(request: IncomingMessage): Promise<Unread> {
  discard(request);
  return 'too-large';
}

function discard(request: IncomingMessage): void {
  let left = swallowed;
  request.on('data', (piece: Buffer) => {
    left -= piece.length;
    if (left < 0) request.socket.destroy();
  });
  request.resume();
}
