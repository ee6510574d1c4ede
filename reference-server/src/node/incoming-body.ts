import type { IncomingMessage } from 'node:http';
import type { Readable } from '../core/readable.ts';

/** How much of a refused body is still read off, so that the other end can read the refusal. */
const swallowed = 8 * 1_048_576;

/** The body of an HTTP request, read when asked for. Beyond the limit it is not kept, and the connection not held up by it. `announced`: its length, as the headers have it. */
export const incomingBody = (request: IncomingMessage, announced: number): Readable => ({
  read: (limit) =>
    new Promise((resolve) => {
      const pieces: Buffer[] = [];
      let size = 0;
      const take = (piece: Buffer): void => {
        size += piece.length;
        if (size <= limit) pieces.push(piece);
        else refuse();
      };
      const refuse = (): void => {
        request.off('data', take);
        pieces.length = 0;
        resolve('too-large');
        discard(request);
      };
      if (announced > limit) return refuse();
      request.on('data', take);
      // The first of these counts; what comes after it resolves nothing.
      request.on('end', () => resolve(pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces)));
      request.on('close', () => resolve('aborted'));
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
