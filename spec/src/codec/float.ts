const brand = Symbol.for('parsec-spec:float');

/**
 * A msgpack float. A JavaScript number is always encoded as an integer, so a float needs this
 * wrapper (`300.0` is not `300`).
 */
export class Float {
  readonly [brand] = true;
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  static is(value: unknown): value is Float {
    return typeof value === 'object' && value !== null && brand in value;
  }

  toJSON(): number {
    return this.value;
  }
}
