import { CodedError } from '@parsec-spec/spec/errors';

/** Exit codes of every sub-command (docs/judge-a-server.md). */
export const exitCode = {
  pass: 0,
  /** The target fails; stale baseline entries count. */
  fail: 1,
  /** Wrong usage: an option, an administration token, a target file. */
  usage: 2,
  /** Nothing selected, or a pattern that matches nothing. */
  nothingSelected: 3,
  /** Target unreachable, no Parsec server, or never ready. */
  unreachable: 4,
  /** A prerequisite of the run is missing. */
  prerequisite: 5,
  /** Our own bug. */
  internalError: 70,
  /** Stdout or a report could not be written (EX_IOERR of sysexits.h). */
  lostOutput: 74,
  interrupted: 130,
} as const;

/** The exit codes of errors of other packages, by `code`. */
const exits: Readonly<Record<string, number>> = {
  usage: exitCode.usage,
  'nothing-selected': exitCode.nothingSelected,
  unreachable: exitCode.unreachable,
  prerequisite: exitCode.prerequisite,
  // The suite itself is wrong, not its use.
  'duplicate-check': exitCode.internalError,
  'unknown-requirement': exitCode.internalError,
};

/** The exit code of an error that a user can correct; undefined for an unexpected one. */
export function exitOf(error: CodedError): number | undefined {
  return 'exit' in error && typeof error.exit === 'number' ? error.exit : exits[error.code];
}

/** An error that the user can correct. It is printed without a stack trace. */
export class CliError extends CodedError {
  readonly exit: number;

  constructor(code: string, message: string, hint: string, exit: number = exitCode.usage) {
    super(code, message, { hint });
    this.exit = exit;
  }
}
