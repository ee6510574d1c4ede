/** A device token: what comes after its last dot opens an organization for minutes. */
const deviceToken = /(PARSEC-SIGN-ED25519\.[^.\s"]*\.[^.\s"]*\.)[A-Za-z0-9_=+/-]+/g;

/** A link that holds a token: `p` is the base64url of a msgpack bin of 16 bytes. */
const linkToken = /([?&]p=xB)[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])/g;

/** Every text under which a secret of the run could appear, so that no report shows one. */
export class Secrets {
  readonly #texts = new Map<string, string>();
  readonly #wider: Secrets | undefined;

  /** `wider` are secrets that are hidden here too: a run's, for a check's. */
  constructor(wider?: Secrets) {
    this.#wider = wider;
  }

  /** Hides a text. */
  text(secret: string, name: string): void {
    if (secret.length >= 4) this.#texts.set(secret, `[${name}]`);
  }

  /** Hides bytes, in hex and base64 and however their msgpack form looks in a link. */
  bytes(secret: Uint8Array, name: string): void {
    const bytes = Buffer.from(secret);
    const framed = Buffer.concat([Uint8Array.of(0xc4, bytes.length), bytes]);
    for (const form of [
      bytes.toString('hex'),
      bytes.toString('base64url'),
      bytes.toString('base64'),
      framed.toString('base64url'),
    ])
      this.text(form, name);
  }

  /** The text with every secret replaced by its name. */
  redact(text: string): string {
    let out =
      this.#wider === undefined
        ? text.replace(deviceToken, '$1[signature]').replace(linkToken, '$1[token]')
        : this.#wider.redact(text);
    for (const [secret, name] of this.#texts) if (out.includes(secret)) out = out.replaceAll(secret, name);
    return out;
  }
}
