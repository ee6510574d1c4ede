import { CodedError } from '@parsec-spec/spec/errors';
import { CommanderError } from 'commander';
import { exitCode, exitOf } from './cli-error.ts';
import { helpCommand } from './command-prefix.ts';
import { printableLines } from './printable.ts';

/**
 * An error as it is printed: for a person on stderr, for a program as `{ error: { code, message,
 * hint } }` on stdout.
 */
interface ErrorReport {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly exit: number;
  /** The output of the target, if it may explain the error. */
  readonly log: string;
}

/** Classifies an error: of the user, of the target, or our own bug. */
export function errorReportOf(error: unknown): ErrorReport {
  if (error instanceof CommanderError) return wrongUsage(error);
  if (error instanceof CodedError) {
    const { code, message, hint } = error;
    const exit = exitOf(error);
    const log = 'log' in error ? String(error.log) : '';
    if (exit !== undefined) return { code, message, hint, exit, log };
  }
  const refusal = fileRefusal(error);
  if (refusal !== undefined) return refusal;
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 'fault',
    message: `parsec-spec failed unexpectedly: ${message}`,
    hint: 'this is a bug: run again with PARSEC_SPEC_DEBUG=1 and report the output',
    exit: exitCode.internalError,
    log: '',
  };
}

/** An error of the parser of the command line. */
function wrongUsage({ code, message }: CommanderError): ErrorReport {
  const report = { code: 'usage', hint: `see ${helpCommand()}`, exit: exitCode.usage, log: '' };
  if (code === 'commander.help') return { ...report, message: 'a subcommand is missing' };
  const text = message.replace(/^error: /, '');
  if (code === 'commander.invalidArgument') return { ...report, message: refusedValue(text) };
  const [first = '', ...rest] = text.split('\n');
  const hint = rest.join(' ').replace(/^\(|\)$/g, '');
  return {
    ...report,
    // The value of a misspelt option may be a secret.
    message: first.replace(/^(unknown option '[^=]+)=.*/s, "$1'"),
    ...(hint !== '' && { hint }),
  };
}

/**
 * Words the refusal of a value plainly: `--port "abc" is not a port (0 to 65535)`. Parsers of values
 * and the list of choices say what was expected.
 */
function refusedValue(message: string): string {
  const [, flags = '', value = '', variable, reason = ''] =
    /^option '([^']*)' (?:argument|value) '(.*?)' (?:from env '([^']*)' )?is invalid\. (.*)$/s.exec(
      message,
    ) ?? [];
  if (flags === '') return message;
  const name = variable ?? /--[\w-]+/.exec(flags)?.[0] ?? flags;
  const expected = reason.replace(/^Allowed choices are (.*)\.$/s, 'one of $1');
  return `${name} ${JSON.stringify(value)} is not ${expected}`;
}

/** Hints for errors of the file system by code; for other codes the path is checked. */
const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'free disk space',
  EDQUOT: 'free disk space',
  EACCES: 'check the permissions',
  EPERM: 'check the permissions',
  EIO: 'check the disk, which fails',
  EROFS: 'choose a path that can be written to',
};

/** An error of the file system, which is not our bug. */
function fileRefusal(error: unknown): ErrorReport | undefined {
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

/** Starts the further lines of a message, so that output of a target cannot look like ours. */
const MARGIN = '  | ';

/** Prints an error, on stdout as JSON or on stderr as text. Returns the exit code. */
export function reportError(error: unknown, json: boolean): number {
  const { code, exit, ...report } = errorReportOf(error);
  const lines = (text: string, margin: string): string => printableLines(text.trimEnd(), margin);
  if (json) {
    const [message, hint] = [lines(report.message, ''), lines(report.hint, '')];
    process.stdout.write(`${JSON.stringify({ error: { code, message, hint } }, undefined, 2)}\n`);
  } else {
    const parts = [
      `parsec-spec: ${lines(report.message, MARGIN)}`,
      ...(report.hint === '' ? [] : [`  ${lines(report.hint, MARGIN)}`]),
      ...(report.log.trim() === '' ? [] : ['  its log:', `  ${MARGIN}${lines(report.log, `  ${MARGIN}`)}`]),
    ];
    process.stderr.write(`${parts.join('\n')}\n`);
  }
  if (exit === exitCode.internalError && process.env.PARSEC_SPEC_DEBUG !== undefined) console.error(error);
  return exit;
}
