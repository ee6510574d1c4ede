import { JournalError } from '../journal-error.ts';

/**
 * A backup or restore that failed. `exit` is 2 for a wrong file or option, and 1 when the
 * environment did not allow the operation.
 */
export class BackupError extends Error {
  readonly code = 'backup';
  readonly exit: 1 | 2;
  readonly hint: string;

  constructor(message: string, hint: string, { exit = 2, cause }: { exit?: 1 | 2; cause?: unknown } = {}) {
    super(message, { cause });
    this.name = 'BackupError';
    this.exit = exit;
    this.hint = hint;
  }
}

/**
 * Explains a fault of a file system or a journal. `hint` says what to do about an unusable store.
 * An unknown fault is returned unchanged.
 */
export function explainBackup(fault: unknown, file: string, hint: string): unknown {
  if (fault instanceof BackupError) return fault;
  if (fault instanceof JournalError) {
    const { code, message } = fault;
    return new BackupError(message, code === 'locked' ? fault.hint : hint, {
      exit: code === 'locked' ? 1 : 2,
      cause: fault,
    });
  }
  const { code } = fault as NodeJS.ErrnoException;
  if (code?.startsWith('E') !== true || code.startsWith('ERR_')) return fault;
  return new BackupError(
    `${file} cannot be written or read (${code})`,
    'Name a file in a folder that exists, with room in it.',
    {
      exit: 1,
      cause: fault,
    },
  );
}
