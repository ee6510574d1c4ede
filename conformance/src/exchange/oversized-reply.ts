/** Bytes of a reply's body that are taken, unless a request says otherwise. */
export const REPLY_LIMIT = 2 << 20;

/** A reply longer than the limit: it is not read any further, and none of it is kept. */
export class OversizedReply extends Error {
  /**
   * `announced`: its length in bytes by `Content-Length`; `read`: the bytes that were read, head
   * aside.
   */
  constructor(limit: number, read: number, announced: number | undefined) {
    const length = announced === undefined ? `at least ${read}` : `${announced}`;
    super(`a reply of ${length} bytes, the limit is ${limit}`);
  }
}
