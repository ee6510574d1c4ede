/** Why bytes are not a message. */
export type CodecErrorCode =
  | 'truncated'
  | 'trailing'
  | 'reserved'
  | 'utf8'
  | 'depth'
  | 'ext'
  | 'date'
  | 'key'
  | 'too-many'
  | 'not-canonical'
  | 'unencodable';

/**
 * The bytes are not (canonical) msgpack, or the value has no msgpack form. `offset` is the position
 * of the byte at which reading stopped.
 */
export class CodecError extends Error {
  readonly code: CodecErrorCode;
  readonly offset: number;

  constructor(code: CodecErrorCode, message: string, offset = 0) {
    super(`${message} (byte ${offset})`);
    this.name = 'CodecError';
    this.code = code;
    this.offset = offset;
  }
}
