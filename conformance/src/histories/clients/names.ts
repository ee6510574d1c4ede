import type { History } from '../../certificate/index.ts';
import type { Invitation } from '../../invitations/index.ts';
import { Id } from '../../wire/index.ts';

/** What the wire carries as bytes, by names that explanations can show: tokens, attempts, certificates. */
export class Names {
  readonly #organization: string;
  readonly #hide: (token: Uint8Array) => void;
  readonly #tokens = new Map<string, string>();
  readonly #invitations = new Map<string, Invitation>();
  readonly #attempts = new Map<string, string>();
  readonly #ids = new Map<string, Id>();
  readonly #certificates = new Map<string, { readonly name: string; readonly redacted: boolean }>();

  constructor(organization: string, hide: (token: Uint8Array) => void) {
    this.#organization = organization;
    this.#hide = hide;
  }

  /** The name of a token, which says whom it invites: `zoe@example.com#1`. */
  token(token: Uint8Array, about: string): string {
    const hex = Buffer.from(token).toString('hex');
    const known = this.#tokens.get(hex);
    if (known !== undefined) return known;
    this.#hide(token);
    const name = `${about}#${this.#tokens.size + 1}`;
    this.#tokens.set(hex, name);
    this.#invitations.set(name, { organization: this.#organization, token, hex });
    return name;
  }

  /** The name of a token that somebody was told already. */
  tokenCalled(token: unknown): string | undefined {
    return token instanceof Uint8Array ? this.#tokens.get(Buffer.from(token).toString('hex')) : undefined;
  }

  /** The invitation of a token that has a name. */
  invitation(name: string): Invitation {
    const found = this.#invitations.get(name);
    if (found === undefined) throw new Error(`no token is called ${name}`);
    return found;
  }

  attempt(id: unknown): string {
    if (!(id instanceof Id)) return 'no identifier';
    const name = this.#attempts.get(id.hex) ?? `attempt ${this.#attempts.size + 1}`;
    this.#attempts.set(id.hex, name);
    this.#ids.set(name, id);
    return name;
  }

  attemptId(name: string): Id {
    const found = this.#ids.get(name);
    if (found === undefined) throw new Error(`no attempt is called ${name}`);
    return found;
  }

  /** Remembers certificates that are about to be sent, in both their versions. */
  certificates(called: readonly { readonly name: string }[], { full, redacted }: History): void {
    for (const [index, { name }] of called.entries())
      for (const [version, isRedacted] of [
        [redacted[index], true],
        [full[index], false],
      ] as const)
        if (version !== undefined) this.#certificates.set(hash(version), { name, redacted: isRedacted });
  }

  /** What a certificate that was handed out is: its name, and its version. */
  certificateOf(bytes: unknown): { readonly name: string; readonly redacted: boolean } {
    const known = bytes instanceof Uint8Array ? this.#certificates.get(hash(bytes)) : undefined;
    return known ?? { name: 'a certificate that nobody sent', redacted: false };
  }
}

const hash = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
