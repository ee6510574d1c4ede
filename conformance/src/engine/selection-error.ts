/** Nothing to run: a pattern that matches nothing, or patterns that leave nothing. */
export class SelectionError extends Error {
  readonly code = 'nothing-selected';
  readonly exit = 3;
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = 'SelectionError';
    this.hint = hint;
  }
}
