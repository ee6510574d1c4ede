import { CodedError } from '@parsec-spec/spec/errors';

export type JournalErrorCode = 'locked' | 'foreign' | 'older' | 'newer' | 'unsupported' | 'unusable' | 'away';

/**
 * A journal that cannot be opened, or is `away` for the moment. The message states the error,
 * `hint` the remedy.
 */
export class JournalError extends CodedError<JournalErrorCode> {
  constructor(code: JournalErrorCode, message: string, hint: string, cause?: unknown) {
    super(code, message, { hint, cause });
  }
}
