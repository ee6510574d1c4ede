import { Secrets } from '../case/redaction.ts';

/** Characters of the log that are shown. */
const SHOWN = 64 * 1024;

/** Characters kept before those, so that the cut leaves no half of a secret. */
const MARGIN = 4096;

/** The last 64 KiB that a server wrote, without its administration token. */
export class LogTail {
  readonly #secrets = new Secrets();
  #text = '';

  /** `administrationToken`: the one that the server was started with, if any. */
  constructor(administrationToken?: string) {
    if (administrationToken !== undefined) this.#secrets.administrationToken(administrationToken);
  }

  readonly add = (chunk: Uint8Array | string): void => {
    this.#text += typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);
    if (this.#text.length > 2 * SHOWN) this.#text = this.#text.slice(-SHOWN - MARGIN);
  };

  /** Other secrets stay: checks look for them in the log. */
  toString(): string {
    return this.#secrets.redactKnown(this.#text).slice(-SHOWN);
  }
}
