import { CodedError } from '@parsec-spec/spec/errors';

/** Default limit of a reply's body, in bytes. */
export const REPLY_LIMIT = 2 << 20;

/** The error of a reply whose body is longer than the limit. */
export class OversizedReply extends CodedError<'reply-too-large'> {
  /**
   * @param limit - in bytes
   * @param read - number of body bytes read until reading stopped
   * @param announced - the `Content-Length` in bytes, if there is one
   */
  constructor(limit: number, read: number, announced: number | undefined) {
    const length = announced === undefined ? `at least ${read}` : `${announced}`;
    super('reply-too-large', `a reply of ${length} bytes, the limit is ${limit}`);
  }
}
