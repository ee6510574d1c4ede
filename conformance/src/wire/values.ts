/** An identifier: msgpack ext type 2, 16 bytes. */
export class Id {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Makes an identifier from 32 hex digits. Hyphens are ignored. */
  static parse(text: string): Id {
    return new Id(Uint8Array.from(Buffer.from(text.replaceAll('-', ''), 'hex')));
  }

  /** 32 lower-case hex digits, as in device tokens and the administration API. */
  get hex(): string {
    return Buffer.from(this.bytes).toString('hex');
  }

  /** The hex digits with the hyphens of a UUID. */
  get hyphenated(): string {
    return this.hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  toString(): string {
    return this.hex;
  }
}

/** A time: msgpack ext type 1, microseconds since the Unix epoch. */
export class Instant {
  readonly micros: bigint;

  constructor(micros: bigint) {
    this.micros = micros;
  }

  /** The time `micros` µs later, or earlier if negative. */
  plus(micros: bigint | number): Instant {
    return new Instant(this.micros + BigInt(micros));
  }

  /** The time `seconds` s later, or earlier if negative. */
  plusSeconds(seconds: number): Instant {
    return this.plus(Math.round(seconds * 1e6));
  }

  /** Whole seconds since the Unix epoch, rounded down, as in device tokens. */
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

/**
 * Fields of a msgpack map or of a JSON object. Checks read those of a target with `Expectations`, not
 * with casts.
 */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * Makes `String(map)` and templates work on a map of a peer. Its own key `toString` would hide the
 * method, and they would throw.
 */
export function stringable<Value>(value: Value): Value {
  const isHidden = value !== null && typeof value === 'object' && Object.hasOwn(value, 'toString');
  if (isHidden) Object.defineProperty(value, Symbol.toPrimitive, { value: () => '[object Object]' });
  return value;
}

/**
 * Parses a time in RFC 3339 to µs since the Unix epoch; `Date` would keep only ms. Undefined if the
 * text is no such time or has no zone.
 */
export function microsOf(text: string): bigint | undefined {
  const [, seconds = '', fraction = '', zone = ''] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  const milliseconds = Date.parse(`${seconds}${zone}`);
  return Number.isNaN(milliseconds)
    ? undefined
    : BigInt(milliseconds) * 1000n + BigInt(fraction.slice(0, 6).padEnd(6, '0'));
}

/** A command before it is encoded: `cmd` and its fields. */
export type Message = Readonly<Record<string, unknown>> & { readonly cmd: string };
