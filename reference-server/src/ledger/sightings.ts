import { crc32 } from 'node:zlib';

/**
 * Which names were seen lately, about as many as it has places: a later name may take the place of an earlier one, and two names may be
 * taken for one once in four thousand million. It is a plain array of numbers, so that noting a name leaves nothing for the collector.
 */
export class Sightings {
  readonly #places: Uint32Array;

  constructor(places: number) {
    this.#places = new Uint32Array(Math.max(1, places));
  }

  note(name: string): void {
    const sum = crc32(name);
    this.#places[sum % this.#places.length] = sum;
  }

  has(name: string): boolean {
    const sum = crc32(name);
    return this.#places[sum % this.#places.length] === sum;
  }
}
