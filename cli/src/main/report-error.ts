import { CommanderError } from 'commander';
import { exitCode } from './exit-code.ts';
import { printableLines } from './printable.ts';

/** An error as it is told: to a person on stderr, to a program as `{ error: { code, message, hint } }` on stdout. */
export interface ToldError {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly exit: number;
  /** What the target wrote, if that may explain it. */
  readonly log: string;
}

/** Sorts an error: the user's, the target's, or our own fault. */
export function toldError(error: unknown): ToldError {
  if (error instanceof CommanderError && error.code === 'commander.help') {
    const hint = 'see --help';
    return {
      code: 'usage',
      message: 'the command wants a further word',
      hint,
      exit: exitCode.usage,
      log: '',
    };
  }
  if (error instanceof CommanderError) {
    const [message = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
    return {
      code: 'usage',
      // The value of an option that was misspelt may be a secret.
      message: message.replace(/^(unknown option '[^=]+)=.*/s, "$1'"),
      hint: rest.join(' ').replace(/^\(|\)$/g, '') || 'see --help',
      exit: exitCode.usage,
      log: '',
    };
  }
  if (error instanceof Error && 'exit' in error && typeof error.exit === 'number') {
    const text = (name: string) =>
      name in error ? String((error as unknown as Record<string, unknown>)[name]) : '';
    return {
      code: text('code'),
      message: error.message,
      hint: text('hint'),
      exit: error.exit,
      log: text('log'),
    };
  }
  const refusal = fileRefusal(error);
  if (refusal !== undefined) return refusal;
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 'fault',
    message: `parsec-spec broke down: ${message}`,
    hint: 'this is our mistake: run again with PARSEC_SPEC_DEBUG=1 and report what it prints',
    exit: exitCode.fault,
    log: '',
  };
}

/** What to do where a file system refuses, by its word; for others the path is looked at. */
const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'make room on the disk',
  EDQUOT: 'make room on the disk',
  EACCES: 'see who may read and write there',
  EPERM: 'see who may read and write there',
  EIO: 'look after the disk, which fails',
  EROFS: 'name a place that can be written to',
};

/** The file system's refusal, which is no fault of ours. */
function fileRefusal(error: unknown): ToldError | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || !/^E[A-Z]+$/.test(code) || (path === undefined && !(code in remedies)))
    return undefined;
  return {
    code: 'file',
    message: `${path ?? 'a file'} cannot be used (${code}: ${syscall})`,
    hint: remedies[code] ?? 'check the path',
    exit: exitCode.fail,
    log: '',
  };
}

/** Before the further lines of a message: what a target wrote must not start a line. */
const MARGIN = '  | ';

/** Prints an error: on stdout as JSON, else on stderr. Gives the exit code. */
export function reportError(error: unknown, json: boolean): number {
  const { code, exit, ...told } = toldError(error);
  const shown = (text: string, margin: string): string => printableLines(text.trimEnd(), margin);
  if (json) {
    const [message, hint] = [shown(told.message, ''), shown(told.hint, '')];
    process.stdout.write(`${JSON.stringify({ error: { code, message, hint } }, undefined, 2)}\n`);
  } else {
    const parts = [
      `parsec-spec: ${shown(told.message, MARGIN)}`,
      ...(told.hint === '' ? [] : [`  ${shown(told.hint, MARGIN)}`]),
      ...(told.log.trim() === '' ? [] : ['  its log:', `  ${MARGIN}${shown(told.log, `  ${MARGIN}`)}`]),
    ];
    process.stderr.write(`${parts.join('\n')}\n`);
  }
  if (exit === exitCode.fault && process.env.PARSEC_SPEC_DEBUG !== undefined) console.error(error);
  return exit;
}
