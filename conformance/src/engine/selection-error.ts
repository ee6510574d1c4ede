/** No check to run: a pattern matches nothing, or the patterns leave no check. */
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
