import { type Form, formsOfBytes, formsOfText, formsOfWord } from './forms.ts';
import { layersOf } from './layers.ts';

/**
 * Secrets that must not appear anywhere. Each is searched for in every encoding and under every
 * layer.
 */
export class Canaries {
  readonly #planted = new Map<string, readonly Form[]>();

  /** Adds a secret: bytes, or a text of at least six characters that does not occur by chance. */
  plant(name: string, secret: Uint8Array | string): void {
    this.#planted.set(name, typeof secret === 'string' ? formsOfText(secret) : formsOfBytes(secret));
  }

  /** Adds a secret of a few characters, such as a short code. It is found only as a whole word. */
  plantWord(name: string, word: string): void {
    this.#planted.set(name, formsOfWord(word));
  }

  /** The names of the secrets. */
  get names(): readonly string[] {
    return [...this.#planted.keys()];
  }

  /**
   * The secrets found in the given bytes: for each, its name and the encoding in which it appears.
   */
  heardIn(seen: Uint8Array): readonly string[] {
    const layers = layersOf(seen);
    return [...this.#planted].flatMap(([name, forms]) => {
      const form = forms.find(([, bytes]) => layers.some((layer) => layer.includes(bytes)));
      return form === undefined ? [] : [`${name} (${form[0]})`];
    });
  }
}
