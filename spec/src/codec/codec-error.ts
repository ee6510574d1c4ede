import { CodedError } from '../errors/index.ts';

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
export class CodecError extends CodedError<CodecErrorCode> {
  readonly offset: number;

  constructor(code: CodecErrorCode, message: string, offset = 0) {
    super(code, `${message} (byte ${offset})`);
    this.offset = offset;
  }
}
