/** An option or variable that cannot be used: what was wrong, what was expected. The value itself may be a secret and is not repeated. */
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
