/** Why no target could be had: each code is one exit of the command line. */
export type TargetErrorCode = 'usage' | 'unreachable' | 'prerequisite';

const exits = { usage: 2, unreachable: 4, prerequisite: 5 } as const;

/**
 * No target could be had. `code` says whose turn it is: `usage` (the words given are wrong),
 * `unreachable` (nothing answers, or it was never ready: `log` holds what it wrote), `prerequisite`
 * (an engine or image is missing: `hint` gets it).
 */
export class TargetError extends Error {
  readonly code: TargetErrorCode;
  readonly exit: 2 | 4 | 5;
  readonly hint: string;
  readonly log: string;

  constructor(code: TargetErrorCode, message: string, hint: string, log = '') {
    super(message);
    this.name = 'TargetError';
    this.code = code;
    this.exit = exits[code];
    this.hint = hint;
    this.log = log;
  }
}
