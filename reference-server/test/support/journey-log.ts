import { DateTime, Uuid } from '@parsec-spec/spec/codec';

/**
 * A log of events that is the same in each run: identifiers are numbered by first occurrence, times
 * are left out.
 */
export class JourneyLog {
  readonly lines: string[] = [];
  readonly #names = new Map<string, string>();

  async note(what: string, told: Promise<unknown> | unknown): Promise<void> {
    this.lines.push(`${what}: ${JSON.stringify(this.#plain(await told))}`);
  }

  #plain(value: unknown): unknown {
    if (Uuid.is(value)) return this.#named(value.hex);
    if (DateTime.is(value))
      return Math.abs(Number(value.micros) / 1000 - Date.now()) < 60_000 ? 'now' : 'another time';
    if (value instanceof Uint8Array) {
      const hex = Buffer.from(value).toString('hex');
      return value.length === 16 ? this.#named(hex) : hex.slice(0, 8) + value.length;
    }
    if (Array.isArray(value)) return value.map((item) => this.#plain(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.#plain(item)]));
  }

  #named(hex: string): string {
    const name = this.#names.get(hex) ?? `#${this.#names.size}`;
    this.#names.set(hex, name);
    return name;
  }
}
