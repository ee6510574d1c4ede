import { JournalError } from '../journal/index.ts';

/** A backup or restore that cannot be done. `exit` is 2 when a file or an option was the wrong one, 1 when the place did not allow it. */
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

/** The words for what a file system or a journal says. `hint`: what to do about a store that cannot be used. What nobody foresaw stays as it is. */
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
