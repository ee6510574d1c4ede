import type { Readable } from '../core/readable.ts';

/** The body of a `Request`, read when asked for and not beyond the limit. */
export const requestBody = (request: Request): Readable => ({
  read: async (limit) => {
    const pieces: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const piece of request.body ?? []) {
        size += piece.length;
        // Leaving the loop cancels the stream.
        if (size > limit) return 'too-large';
        pieces.push(piece);
      }
    } catch {
      return 'aborted';
    }
    return Buffer.concat(pieces);
  },
});
