/**
 * An option or variable that cannot be used. The message states the fault, `hint` the expectation.
 * Neither repeats the value, which may be a secret.
 */
export class SettingsError extends Error {
  readonly code = 'usage';
  readonly exit = 2;
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = 'SettingsError';
    this.hint = hint;
  }
}
