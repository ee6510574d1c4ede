/** A mistake in a README or a schema. The message names the file. The generator prints no stack. */
export class SourceError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SourceError';
  }
}
