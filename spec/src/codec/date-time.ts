const brand = Symbol.for('parsec-spec:date-time');
const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(Z|z|[+-]\d{2}:\d{2})$/;

// The calendar of parsec-cloud ends near the years -262143 and +262142. Values outside do not
// decode (TRANSPORT-23).
const EARLIEST_MICROS = -8_334_601_228_800_000_000n;
const LATEST_MICROS = 8_210_266_876_799_999_999n;

/**
 * An instant with microsecond precision (msgpack ext 1, TRANSPORT-22, TYPES-10): signed
 * microseconds since the Unix epoch, UTC.
 */
export class DateTime {
  readonly [brand] = true;
  readonly micros: bigint;

  private constructor(micros: bigint) {
    this.micros = micros;
  }

  /**
   * From microseconds since 1970.
   * @throws {RangeError} outside the supported calendar (TRANSPORT-23).
   */
  static of(micros: bigint): DateTime {
    if (!DateTime.inRange(micros)) throw new RangeError('the date is outside the supported calendar');
    return new DateTime(micros);
  }

  static inRange(micros: bigint): boolean {
    return micros >= EARLIEST_MICROS && micros <= LATEST_MICROS;
  }

  static ofMillis(millis: number): DateTime {
    return DateTime.of(BigInt(Math.trunc(millis)) * 1000n);
  }

  /**
   * From RFC 3339 text with a time zone; digits beyond the microsecond are cut off.
   * @returns undefined when the text is not a valid time.
   */
  static parse(input: string): DateTime | undefined {
    const match = rfc3339.exec(input);
    if (match === null) return undefined;
    const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = match;
    const plain = `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
    const millis = Date.parse(plain);
    // Date.parse rolls over (31 April) and accepts 24:00. Only a text that comes back unchanged is
    // a date.
    if (Number.isNaN(millis) || new Date(millis).toISOString() !== plain.replace('Z', '.000Z'))
      return undefined;
    const offset = zone.toUpperCase() === 'Z' ? 0 : zoneMinutes(zone);
    if (offset === undefined) return undefined;
    return DateTime.of(
      BigInt(millis - offset * 60_000) * 1000n + BigInt(fraction.slice(0, 6).padEnd(6, '0')),
    );
  }

  static is(value: unknown): value is DateTime {
    return typeof value === 'object' && value !== null && brand in value;
  }

  static compare(left: DateTime, right: DateTime): -1 | 0 | 1 {
    return left.micros < right.micros ? -1 : left.micros > right.micros ? 1 : 0;
  }

  plus(micros: bigint): DateTime {
    return DateTime.of(this.micros + micros);
  }

  equals(other: DateTime): boolean {
    return this.micros === other.micros;
  }

  /** RFC 3339 in UTC with 0, 3 or 6 digits of fraction, as parsec-cloud prints it. */
  toString(): string {
    const remainder = ((this.micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
    const seconds = (this.micros - remainder) / 1_000_000n;
    const whole = new Date(Number(seconds) * 1000);
    if (Number.isNaN(whole.getTime())) return `${this.micros}µs`;
    const digits = remainder.toString().padStart(6, '0');
    const fraction = remainder === 0n ? '' : digits.endsWith('000') ? `.${digits.slice(0, 3)}` : `.${digits}`;
    return whole.toISOString().replace('.000Z', `${fraction}Z`);
  }

  toJSON(): string {
    return this.toString();
  }
}

function zoneMinutes(zone: string): number | undefined {
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
