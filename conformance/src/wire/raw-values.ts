/** Bytes that stand for a whole msgpack value: whatever a hostile message needs. */
export class Raw {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array | readonly number[]) {
    this.bytes = Uint8Array.from(bytes);
  }
}

/** A map as a list of pairs: keys may repeat, and need not be text. */
export class Pairs {
  readonly entries: readonly (readonly [unknown, unknown])[];

  constructor(entries: readonly (readonly [unknown, unknown])[]) {
    this.entries = entries;
  }
}

/** A number that travels as a 64-bit float, also when it is whole. */
export class Float64 {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** An extension value of any type code and length. */
export class Ext {
  readonly type: number;
  readonly bytes: Uint8Array;

  constructor(type: number, bytes: Uint8Array | readonly number[]) {
    this.type = type;
    this.bytes = Uint8Array.from(bytes);
  }
}
