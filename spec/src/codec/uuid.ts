const brand = Symbol.for('parsec-spec:uuid');
const text =
  /^(?:urn:uuid:)?(\{)?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})(\})?$/i;

/** An identifier of 16 bytes (msgpack ext 2, TRANSPORT-24): user, device, realm, greeting attempt. The version bits mean nothing. */
export class Uuid {
  readonly [brand] = true;
  readonly bytes: Uint8Array;
  #hex: string | undefined;

  private constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** From exactly 16 bytes; any other length is a RangeError. */
  static of(bytes: Uint8Array): Uuid {
    if (bytes.length !== 16) throw new RangeError(`an identifier has 16 bytes, got ${bytes.length}`);
    return new Uuid(bytes);
  }

  /** From the bytes of many, one after the other: views on these bytes, for whoever reads thousands. */
  static manyOf(packed: Uint8Array): Uuid[] {
    if (packed.length % 16 !== 0)
      throw new RangeError(`identifiers have 16 bytes each, got ${packed.length}`);
    const { buffer, byteOffset, length } = packed;
    const hex = Buffer.from(buffer, byteOffset, length).toString('hex');
    const many: Uuid[] = [];
    for (let at = 0; at < length; at += 16) {
      const one = new Uuid(new Uint8Array(buffer, byteOffset + at, 16));
      one.#hex = hex.slice(2 * at, 2 * at + 32);
      many.push(one);
    }
    return many;
  }

  /** From any text form of a UUID (plain hex, hyphens, braces, `urn:uuid:`, either case); undefined when it is none. */
  static parse(input: string): Uuid | undefined {
    const found = text.exec(input);
    if (found === null || (found[1] === undefined) !== (found[7] === undefined)) return undefined;
    return new Uuid(Uint8Array.from(Buffer.from(found.slice(2, 7).join(''), 'hex')));
  }

  static is(value: unknown): value is Uuid {
    return typeof value === 'object' && value !== null && brand in value;
  }

  /** 32 lower-case hex digits, the form used in JSON, headers and file names. */
  get hex(): string {
    this.#hex ??= Buffer.from(this.bytes.buffer, this.bytes.byteOffset, 16).toString('hex');
    return this.#hex;
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
