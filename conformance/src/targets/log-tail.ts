import { Secrets } from '../wire/secrets.ts';

/** Longest log that is shown, in characters. */
const MAX_SHOWN = 64 * 1024;

/** Characters kept before the shown ones, so that a cut secret is still recognized. */
const REDACTION_MARGIN = 4096;

/** The end of a server's log (65,536 characters), without its administration token. */
export class LogTail {
  readonly #secrets = new Secrets();
  #text = '';

  /** @param administrationToken - The token that is hidden. */
  constructor(administrationToken?: string) {
    if (administrationToken !== undefined) this.#secrets.administrationToken(administrationToken);
  }

  /** Appends output of the server. */
  readonly add = (chunk: Uint8Array | string): void => {
    this.#text += typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);
    if (this.#text.length > 2 * MAX_SHOWN) this.#text = this.#text.slice(-MAX_SHOWN - REDACTION_MARGIN);
  };

  /** Returns the end of the log. Other secrets are not hidden: checks search for them. */
  toString(): string {
    return this.#secrets.redactKnown(this.#text).slice(-MAX_SHOWN);
  }
}
