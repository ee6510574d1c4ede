export type JournalErrorCode = 'locked' | 'foreign' | 'older' | 'newer' | 'unsupported' | 'unusable' | 'away';

/**
 * A journal that cannot be opened, or is `away` for the moment. The message states the fault,
 * `hint` the remedy.
 */
export class JournalError extends Error {
  readonly code: JournalErrorCode;
  readonly hint: string;

  constructor(code: JournalErrorCode, message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'JournalError';
    this.code = code;
    this.hint = hint;
  }
}
