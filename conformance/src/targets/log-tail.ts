const kept = 64 * 1024;

/** Characters beyond these, so that what is cut off has no half of a secret. */
const margin = 4096;

/** The end of what a server wrote, bounded, for the moment in which it must be shown: without the one secret that it may have been told to take. */
export class LogTail {
  readonly #secret: string;
  #text = '';

  /** `secret`: the administration token; empty = none. */
  constructor(secret = '') {
    this.#secret = secret;
  }

  readonly add = (chunk: Uint8Array | string): void => {
    this.#text += typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);
    if (this.#text.length > 2 * kept) this.#text = this.#text.slice(-kept - margin);
  };

  toString(): string {
    const told =
      this.#secret === '' ? this.#text : this.#text.replaceAll(this.#secret, '[administration token]');
    return told.slice(-kept);
  }
}
