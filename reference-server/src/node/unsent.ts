/** Replies that other ends have not taken yet, over all connections of a server: small requests have large ones. */
export class Unsent {
  readonly #most: number;
  #bytes = 0;

  /** `most`: bytes of all together. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Is there room for a reply of so many bytes? For one of any size where there is no other. */
  hasRoom(bytes: number): boolean {
    return this.#bytes === 0 || this.#bytes + bytes <= this.#most;
  }

  /** Counts a reply until what is returned is called. */
  add(bytes: number): () => void {
    this.#bytes += bytes;
    return () => {
      this.#bytes -= bytes;
    };
  }
}
