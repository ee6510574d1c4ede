import { encodingsOfText } from './secret-encodings.ts';

/**
 * A device token. The signature after its last dot is a secret, because it is valid for minutes.
 */
const deviceToken = /(PARSEC-SIGN-ED25519\.[^.\s"]*\.[^.\s"]*\.)[A-Za-z0-9_=+/-]+/g;

/** A link with a token. Its parameter `p` is the base64url of a msgpack bin of 16 bytes. */
const linkToken = /([?&]p=xB)[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])/g;

/** Minimum length of a redacted text. Shorter ones occur by chance. */
const MIN_LENGTH = 4;

/** The secrets of a run or of a check. Replaces them by their names in texts of reports. */
export class Secrets {
  readonly #names = new Map<string, string>();
  readonly #parent: Secrets | undefined;
  #sorted: readonly (readonly [secret: string, name: string])[] = [];

  /** `parent`: secrets that are redacted too, such as those of the run for a check. */
  constructor(parent?: Secrets) {
    this.#parent = parent;
  }

  /**
   * Adds a text, in all encodings of `encodingsOfText`. Texts of less than 4 characters are
   * ignored.
   */
  text(secret: string, name: string): void {
    if (secret.length < MIN_LENGTH) return;
    this.#add(secret, name);
    for (const [, bytes] of encodingsOfText(secret)) this.#add(bytes.toString('latin1'), name);
  }

  /** Adds bytes, in hex and base64, and as the parameter `p` of links. */
  bytes(secret: Uint8Array, name: string): void {
    const bytes = Buffer.from(secret);
    const framed = Buffer.concat([Uint8Array.of(0xc4, bytes.length), bytes]);
    for (const form of [
      bytes.toString('hex'),
      bytes.toString('base64url'),
      bytes.toString('base64'),
      framed.toString('base64url'),
    ])
      this.#add(form, name);
  }

  /** Adds the administration token, and the variants of it that checks send. */
  administrationToken(token: string): void {
    for (const [what, variant] of Object.entries(nearTokens(token)))
      this.text(variant, `administration token, ${what}`);
    // Added last, so that its name wins: a token without letters equals one of its variants.
    this.text(token, 'administration token');
  }

  /** Replaces all added secrets, and everything that looks like a token, by names. */
  redact(text: string): string {
    return this.redactKnown(text.replace(deviceToken, '$1[signature]').replace(linkToken, '$1[token]'));
  }

  /** Replaces all added secrets by their names. */
  redactKnown(text: string): string {
    let out = text;
    for (const [secret, name] of this.#longestFirst())
      if (out.includes(secret)) out = out.replaceAll(secret, name);
    return out;
  }

  /**
   * The secrets, longest first. A secret may contain a shorter one, and replacing the shorter one
   * first would leave the rest visible.
   */
  #longestFirst(): readonly (readonly [string, string])[] {
    if (this.#sorted.length !== this.#size)
      this.#sorted = [...this.#entries()].sort(([left], [right]) => right.length - left.length);
    return this.#sorted;
  }

  get #size(): number {
    return this.#names.size + (this.#parent === undefined ? 0 : this.#parent.#size);
  }

  *#entries(): Iterable<readonly [string, string]> {
    if (this.#parent !== undefined) yield* this.#parent.#entries();
    yield* this.#names;
  }

  #add(form: string, name: string): void {
    if (form.length >= MIN_LENGTH) this.#names.set(form, `[${name}]`);
  }
}

/**
 * Wrong administration tokens that a check sends, made from the real one. Reports redact them too,
 * because each reveals most of the token.
 */
export function nearTokens(token: string) {
  const upper = token.toUpperCase();
  return {
    'a prefix': token.slice(0, -1),
    'in other letter case': token === upper ? token.toLowerCase() : upper,
    'basic credentials': Buffer.from(`admin:${token}`).toString('base64'),
  };
}
