/**
 * The base of all errors of this project. The command line maps `code` to an exit code.
 *
 * @example
 * throw new CodedError('usage', '--port "abc" is not a port', { hint: 'give 0 to 65535' });
 */
export class CodedError<Code extends string = string> extends Error {
  /** What went wrong, for programs. */
  readonly code: Code;
  /** What a person can do about it; empty if nothing is known. */
  readonly hint: string;

  constructor(code: Code, message: string, { hint = '', cause }: { hint?: string; cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = hint;
  }
}
