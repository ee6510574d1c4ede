/** Byte limit of a reply's body, unless a request sets another. */
export const REPLY_LIMIT = 2 << 20;

/** A reply longer than the limit. Reading stops, and its body is discarded. */
export class OversizedReply extends Error {
  /** `announced`: its `Content-Length` in bytes; `read`: number of body bytes read. */
  constructor(limit: number, read: number, announced: number | undefined) {
    const length = announced === undefined ? `at least ${read}` : `${announced}`;
    super(`a reply of ${length} bytes, the limit is ${limit}`);
  }
}
