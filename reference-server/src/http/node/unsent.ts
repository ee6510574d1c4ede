/**
 * Replies that clients have not read yet, over all connections of a server. It is bounded, since a
 * small request may have a large reply.
 */
export class Unsent {
  readonly #most: number;
  #bytes = 0;

  /** `most`: bytes of all replies together. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Whether a reply of this many bytes fits. A single reply always fits. */
  hasRoom(bytes: number): boolean {
    return this.#bytes === 0 || this.#bytes + bytes <= this.#most;
  }

  /** Counts a reply until the returned function is called. */
  add(bytes: number): () => void {
    this.#bytes += bytes;
    return () => {
      this.#bytes -= bytes;
    };
  }
}
