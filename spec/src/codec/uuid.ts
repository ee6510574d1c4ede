import { bytesOfHex, hexOf } from '#platform';

const brand = Symbol.for('parsec-spec:uuid');
const text =
  /^(?:urn:uuid:)?(\{)?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})(\})?$/i;

/**
 * An identifier of 16 bytes (msgpack ext 2, TRANSPORT-24) of a user, device, realm or greeting
 * attempt. The version bits have no meaning. It is stored as text, because it is used as a key, and
 * because an array of 16 bytes takes 200 bytes of memory.
 */
export class Uuid {
  declare readonly [brand]: true;
  /** 32 lower-case hexadecimal digits, the form in JSON, headers and file names. */
  readonly hex: string;

  private constructor(hex: string) {
    this.hex = hex;
  }

  /**
   * From exactly 16 bytes.
   * @throws {RangeError} for any other length.
   */
  static of(bytes: Uint8Array): Uuid {
    if (bytes.length !== 16) throw new RangeError(`an identifier has 16 bytes, got ${bytes.length}`);
    return new Uuid(hexOf(bytes));
  }

  /**
   * From any text form of a UUID (plain hexadecimal, hyphens, braces, `urn:uuid:`, either case).
   * @returns undefined when the text is not a UUID.
   */
  static parse(input: string): Uuid | undefined {
    const match = text.exec(input);
    if (match === null || (match[1] === undefined) !== (match[7] === undefined)) return undefined;
    return new Uuid(match.slice(2, 7).join('').toLowerCase());
  }

  static is(value: unknown): value is Uuid {
    return typeof value === 'object' && value !== null && brand in value;
  }

  /** A copy of the 16 bytes. */
  get bytes(): Uint8Array {
    return bytesOfHex(this.hex);
  }

  equals(other: Uuid): boolean {
    return this.hex === other.hex;
  }

  toString(): string {
    return this.hex;
  }

  toJSON(): string {
    return this.hex;
  }
}

Object.defineProperty(Uuid.prototype, brand, { value: true });
