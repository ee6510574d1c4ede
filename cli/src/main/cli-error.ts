import { exitCode } from './exit-code.ts';

/** A mistake of the user: what was wrong, and what to do. Printed without a stack trace. */
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
