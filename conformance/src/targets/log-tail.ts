const kept = 64 * 1024;

/** The end of what a server wrote, bounded, for the moment in which it must be shown. */
export class LogTail {
  #text = '';

  readonly add = (chunk: Uint8Array | string): void => {
    this.#text += typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);
    if (this.#text.length > 2 * kept) this.#text = this.#text.slice(-kept);
  };

  toString(): string {
    return this.#text.slice(-kept);
  }
}
