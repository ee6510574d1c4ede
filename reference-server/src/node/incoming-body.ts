import type { IncomingMessage } from 'node:http';
import type { Readable, Unread } from '../core/readable.ts';

/** How much of a refused body is still read off, so that the other end can read the refusal. */
const swallowed = 8 * 1_048_576;

/** The body of an HTTP request, read when asked for. Beyond the limit it is not kept, and the connection not held up by it. `announced`: its length, as the headers have it. */
export const incomingBody = (request: IncomingMessage, announced: number): Readable => ({
  read: (limit) =>
    new Promise((resolve) => {
      const pieces: Buffer[] = [];
      let size = 0;
      const settle = (result: Uint8Array | Unread): void => {
        request.off('data', take);
        request.off('end', whole);
        request.off('close', lost);
        resolve(result);
      };
      const take = (piece: Buffer): void => {
        size += piece.length;
        if (size <= limit) pieces.push(piece);
        else refuse();
      };
      const refuse = (): void => {
        pieces.length = 0;
        settle('too-large');
        discard(request);
      };
      const whole = (): void => settle(pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces));
      const lost = (): void => settle('aborted');
      if (announced > limit) return refuse();
      request.on('data', take);
      request.on('end', whole);
      request.on('close', lost);
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
