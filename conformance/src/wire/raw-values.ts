/** Bytes that `encode` writes unchanged in place of a value. */
export class Raw {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array | readonly number[]) {
    this.bytes = Uint8Array.from(bytes);
  }
}

/** A map as a list of pairs. Keys may repeat and may be of any type. */
export class Pairs {
  readonly entries: readonly (readonly [unknown, unknown])[];

  constructor(entries: readonly (readonly [unknown, unknown])[]) {
    this.entries = entries;
  }
}

/** A number that is encoded as a 64-bit float, even if it is whole. */
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
