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

/**
 * A moment on the wire: ext type 1, microseconds since the Unix epoch. The judge's own, apart from
 * the codec it judges.
 */
export class Instant {
  readonly micros: bigint;

  constructor(micros: bigint) {
    this.micros = micros;
  }

  /** The moment `micros` later (or earlier, if negative). */
  plus(micros: bigint | number): Instant {
    return new Instant(this.micros + BigInt(micros));
  }

  /** The moment `seconds` later (or earlier, if negative). */
  plusSeconds(seconds: number): Instant {
    return this.plus(Math.round(seconds * 1e6));
  }

  /** Whole seconds since the Unix epoch, rounded down: what a device token carries. */
  get seconds(): number {
    return Math.floor(Number(this.micros) / 1e6);
  }

  toString(): string {
    const milliseconds = Number(this.micros / 1000n);
    if (Math.abs(milliseconds) > 8.64e15) return `${this.micros} µs`;
    const micros = String(((this.micros % 1000n) + 1000n) % 1000n).padStart(3, '0');
    return new Date(milliseconds).toISOString().replace('Z', `${micros}Z`);
  }
}
