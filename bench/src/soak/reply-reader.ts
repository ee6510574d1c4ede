/** A reply as far as it matters here; `last`: nothing after it is to be read, since the connection ends or the reply does not. */
export interface Told {
  readonly status: number;
  readonly last: boolean;
}

/** Reads replies off a connection whose requests were sent one behind the other. */
export class ReplyReader {
  #bytes: Buffer = Buffer.alloc(0);

  /** The replies that are whole by now. `methods`: of the requests still to be answered, in order; a HEAD has no body. */
  take(piece: Buffer, methods: readonly string[]): readonly Told[] {
    this.#bytes = this.#bytes.length === 0 ? piece : Buffer.concat([this.#bytes, piece]);
    const told: Told[] = [];
    for (;;) {
      const end = this.#bytes.indexOf('\r\n\r\n');
      if (end < 0) return told;
      const head = this.#bytes.toString('latin1', 0, end);
      const status = Number(/^HTTP\/1\.\d (\d{3})/.exec(head)?.[1] ?? Number.NaN);
      if (Number.isNaN(status)) throw new Error(`no reply: ${JSON.stringify(head.slice(0, 200))}`);
      const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
      const empty = status === 204 || status === 304 || status < 200 || methods[told.length] === 'HEAD';
      const last = (!empty && length === undefined) || /\r\nconnection: *close/i.test(head);
      const size = empty ? 0 : Number(length ?? 0);
      if (this.#bytes.length < end + 4 + size) return told;
      this.#bytes = this.#bytes.subarray(end + 4 + size);
      // An interim answer is none.
      if (status >= 200) told.push({ status, last });
      if (last) return told;
    }
  }
}
