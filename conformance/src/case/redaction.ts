import { encodingsOfText } from './observations/secret-encodings.ts';

/** A device token. The signature after its last dot gives access to an organization for minutes. */
const deviceToken = /(PARSEC-SIGN-ED25519\.[^.\s"]*\.[^.\s"]*\.)[A-Za-z0-9_=+/-]+/g;

/** A link that holds a token: `p` is the base64url of a msgpack bin of 16 bytes. */
const linkToken = /([?&]p=xB)[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])/g;

/** Shorter texts occur everywhere by chance and are not hidden. */
const MIN_LENGTH = 4;

/** The secrets of a run or of a check, in every form in which a report could show them. */
export class Secrets {
  readonly #names = new Map<string, string>();
  readonly #parent: Secrets | undefined;
  #sorted: readonly (readonly [secret: string, name: string])[] = [];

  /**
   * `parent`: further secrets that are also redacted here. The run's secrets are the parent of a
   * check's.
   */
  constructor(parent?: Secrets) {
    this.#parent = parent;
  }

  /** Hides a text in every form that `canaries/forms.ts` knows: hex, base64, percent-encoded. */
  text(secret: string, name: string): void {
    if (secret.length < MIN_LENGTH) return;
    this.#add(secret, name);
    for (const [, bytes] of encodingsOfText(secret)) this.#add(bytes.toString('latin1'), name);
  }

  /** Hides bytes in hex, in base64, and in the msgpack form of links. */
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

  /** Hides the administration token, and every variant of it that a check sends. */
  administrationToken(token: string): void {
    for (const [what, variant] of Object.entries(nearTokens(token)))
      this.text(variant, `administration token, ${what}`);
    // Last: a token without letters equals one of its variants, and is then named as itself.
    this.text(token, 'administration token');
  }

  /** The text with every secret, and everything that looks like a token, replaced by a name. */
  redact(text: string): string {
    return this.redactKnown(text.replace(deviceToken, '$1[signature]').replace(linkToken, '$1[token]'));
  }

  /** The text with every registered secret replaced by its name. */
  redactKnown(text: string): string {
    let out = text;
    for (const [secret, name] of this.#longestFirst())
      if (out.includes(secret)) out = out.replaceAll(secret, name);
    return out;
  }

  /**
   * A secret may contain a shorter one. Replacing the shorter one first would leave the rest
   * visible.
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
 * Values that a check sends in place of the administration token, each derived from it. Reports
 * redact them too, because each reveals most of the token.
 */
export function nearTokens(token: string) {
  const upper = token.toUpperCase();
  return {
    'a prefix': token.slice(0, -1),
    'in other letter case': token === upper ? token.toLowerCase() : upper,
    'basic credentials': Buffer.from(`admin:${token}`).toString('base64'),
  };
}
