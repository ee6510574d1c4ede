/**
 * Bytes that arrive in parts. A peer may send a body byte by byte, and an object for each part would
 * take some hundred times the memory of its byte.
 */
export class ByteBuffer {
  #bytes = new Uint8Array();
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Copies a part to the end, in amortized linear time. */
  add(part: Uint8Array): void {
    const length = this.#length + part.length;
    if (length > this.#bytes.length) {
      const spare = this.#length === 0 ? 0 : 64 + (length >> 2);
      const larger = new Uint8Array(length + spare);
      larger.set(this.view);
      this.#bytes = larger;
    }
    this.#bytes.set(part, this.#length);
    this.#length = length;
  }

  /** A view of the bytes so far. It may hold a quarter more memory than they take. */
  get view(): Buffer {
    return Buffer.from(this.#bytes.buffer, 0, this.#length);
  }

  /** The bytes so far, which hold only their own memory. */
  get bytes(): Buffer {
    if (this.#bytes.length > this.#length) this.#bytes = this.#bytes.slice(0, this.#length);
    return this.view;
  }
}
