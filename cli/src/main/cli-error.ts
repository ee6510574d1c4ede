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
  /** Our own fault. */
  fault: 70,
  /** Stdout or a report could not be written (EX_IOERR of sysexits.h). */
  lostOutput: 74,
  interrupted: 130,
} as const;

/** An error that the user can correct. It is printed without a stack trace. */
export class CliError extends Error {
  readonly code: string;
  readonly exit: number;
  readonly hint: string;

  constructor(code: string, message: string, hint: string, exit: number = exitCode.usage) {
    super(message);
    this.name = 'CliError';
    this.code = code;
    this.exit = exit;
    this.hint = hint;
  }
}
