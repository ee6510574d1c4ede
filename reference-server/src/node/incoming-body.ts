import type { IncomingMessage } from 'node:http';
import { NoRoomError, type Readable } from '../core/readable.ts';
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
    new Promise((resolve, reject) => {
      const pieces: Buffer[] = [];
      let size = 0;
      const take = (piece: Buffer): void => {
        size += piece.length;
        if (size > limit) refuse();
        else if (share.take(piece.length)) pieces.push(piece);
        else refuse(new NoRoomError());
      };
      const refuse = (fault?: NoRoomError): void => {
        request.off('data', take);
        pieces.length = 0;
        share.giveBack();
        if (fault === undefined) resolve('too-large');
        else reject(fault);
        discard(request);
      };
      if (announced > limit) return refuse();
      request.on('data', take);
      let whole = false;
      request.on('end', () => {
        whole = true;
        together(() => resolve(pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces)));
      });
      request.on('close', () => {
        if (!whole) resolve('aborted');
      });
    }),
});

function discard(request: IncomingMessage): void {
  let left = swallowed;
  request.on('data', (piece: Buffer) => {
    left -= piece.length;
    if (left < 0) request.socket.destroy();
  });
  request.resume();
}
