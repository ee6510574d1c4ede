const utf8 = new TextEncoder();

/** A growing output buffer for msgpack. Every header is written in its shortest form. */
export class Writer {
  #bytes = Buffer.allocUnsafe(512);
  #at = 0;

  #room(size: number): number {
    const at = this.#at;
    if (at + size > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, at + size));
      this.#bytes.copy(grown, 0, 0, at);
      this.#bytes = grown;
    }
    this.#at = at + size;
    return at;
  }

  byte(value: number): void {
    const at = this.#room(1);
    this.#bytes[at] = value;
  }

  raw(bytes: Uint8Array): void {
    const at = this.#room(bytes.length);
    this.#bytes.set(bytes, at);
  }

  int64(value: bigint): void {
    const at = this.#room(8);
    this.#bytes.writeBigInt64BE(value, at);
  }

  uint64(value: bigint): void {
    const at = this.#room(8);
    this.#bytes.writeBigUInt64BE(value, at);
  }

  double(value: number): void {
    const at = this.#room(8);
    this.#bytes.writeDoubleBE(value, at);
  }

  /** Big-endian two's complement of 1, 2 or 4 bytes. */
  fixed(value: number, size: 1 | 2 | 4): void {
    const at = this.#room(size);
    if (value < 0) this.#bytes.writeIntBE(value, at, size);
    else this.#bytes.writeUIntBE(value, at, size);
  }

  /**
   * Writes a text of less than 32 ASCII characters with its header.
   * @returns false when it is another text; then nothing is written.
   */
  shortAscii(value: string): boolean {
    if (value.length > 31) return false;
    const start = this.#room(1 + value.length);
    this.#bytes[start] = 0xa0 + value.length;
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) {
        this.#at = start;
        return false;
      }
      this.#bytes[start + 1 + index] = code;
    }
    return true;
  }

  text(value: string): Uint8Array {
    return utf8.encode(value);
  }

  /** A copy of the written bytes. */
  finish(): Uint8Array {
    return new Uint8Array(this.view());
  }

  /** A view on the written bytes. */
  view(): Uint8Array {
    return new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset, this.#at);
  }
}
