import { exitCode } from './exit-code.ts';

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
