/** An identifier on the wire: ext type 2, 16 raw bytes. */
export class Id {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** From 32 hex digits, hyphens ignored. */
  static parse(text: string): Id {
    return new Id(Uint8Array.from(Buffer.from(text.replaceAll('-', ''), 'hex')));
  }

  /** 32 lower-case hex digits: what tokens and the administration use. */
  get hex(): string {
    return Buffer.from(this.bytes).toString('hex');
  }

  /** With hyphens. */
  get hyphenated(): string {
    return this.hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  toString(): string {
    return this.hex;
  }
}
