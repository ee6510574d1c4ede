import type { ClientJudge } from '../../case/client-judge.ts';
import type { Fields } from '../../case/expect.ts';
import type { MockReply } from '../../case/mock-server.ts';
import { documentOf, openPayload, sealBytes, sharedKey, shortCodes } from '../../people/greeting-secrets.ts';
import { type Role, stepWords } from '../../people/greeting-steps.ts';
import { PrivateKey, sodium } from '../../people/keys.ts';

/**
 * The other side of a client's greeting, and the server between them: honest except for the changes
 * of a check.
 */
export class StagedPeer {
  readonly #judge: ClientJudge;
  /** The side that the judge plays, and the client's. */
  readonly role: Role;
  readonly #client: Role;
  readonly keys: PrivateKey;
  readonly nonce: Uint8Array;
  /** The client's halves by step, in the first version that it sent. */
  readonly heard = new Map<number, Fields>();
  /**
   * What the peer answered with `ok`, in order: `step 0` … `step 8`, and other commands by name.
   */
  readonly story: string[] = [];
  /** Reasons with which the client cancelled. */
  readonly cancellations: unknown[] = [];
  /** Replaces what the peer submits at a step. */
  says: (step: number, honest: Fields) => Fields = (_step, honest) => honest;
  /** The peer's payload, and how it is sealed. */
  payload: Fields = {};
  seals: (payload: Fields) => Uint8Array = (payload) => this.sealed(documentOf(payload));
  /** How often each step is `not_ready` before the peer submits it. */
  hesitation = 0;
  #left: string | undefined;
  /** Cancellations of former attempts. */
  #over = 0;
  readonly #asked = new Map<number, number>();
  #attempt;

  constructor(judge: ClientJudge, role: Role) {
    this.#judge = judge;
    this.role = role;
    this.#client = role === 'greeter' ? 'claimer' : 'greeter';
    this.keys = new PrivateKey(judge.random.bytes(32));
    this.nonce = judge.random.bytes(64);
    this.#attempt = judge.random.id();
  }

  /** The shared key, once the client has sent its public key. */
  key(): Uint8Array {
    const peer = this.#said(0, 'public_key');
    return sharedKey(this.keys.bytes, peer, this.#ofBoth(this.keys.publicKey, peer));
  }

  /** The short codes of both sides, once the client has sent its nonce. */
  codes(): Readonly<Record<Role, string>> {
    const [step, field] =
      this.role === 'greeter' ? ([3, 'claimer_nonce'] as const) : ([2, 'greeter_nonce'] as const);
    return shortCodes(this.key(), this.#ofBoth(this.nonce, this.#said(step, field)));
  }

  /** The code that the user on the judge's side reads out. */
  told(): string {
    return this.codes()[this.role];
  }

  /** Seals bytes under the shared key. */
  sealed(plain: Uint8Array): Uint8Array {
    return sealBytes(this.key(), this.#judge.random.bytes(24), plain);
  }

  /** The payload that the client sealed for the peer. */
  opened(): Fields {
    const [step, field] =
      this.role === 'greeter' ? ([6, 'claimer_payload'] as const) : ([7, 'greeter_payload'] as const);
    const sealed = this.#said(step, field);
    try {
      return openPayload(this.key(), sealed);
    } catch (error) {
      const observed = error instanceof Error ? error.message : String(error);
      return this.#judge.fail('the payload does not open', 'a payload under the shared key', observed);
    }
  }

  /** The peer cancels. From the next step on, its replies say so to the client. */
  leave(reason: string): void {
    this.#left = reason;
  }

  /** Answers the client's commands of the greeting; undefined to any other. */
  answer(command: Fields): MockReply | undefined {
    switch (command.cmd) {
      case `invite_${this.#client}_start_greeting_attempt`:
        this.#begin();
        return { reply: { status: 'ok', greeting_attempt: this.#attempt } };
      case `invite_${this.#client}_cancel_greeting_attempt`:
        this.cancellations.push(command.reason);
        return { reply: { status: 'ok' } };
      case `invite_${this.#client}_step`:
        return { reply: this.#step(command[`${this.#client}_step`]) };
      default:
        return undefined;
    }
  }

  /** A restarted client gets a new attempt without any submitted steps. */
  #begin(): void {
    this.#over = this.cancellations.length;
    if (this.heard.size === 0) return;
    this.heard.clear();
    this.#asked.clear();
    this.#attempt = this.#judge.random.id();
  }

  #step(said: unknown): Fields {
    const word = said as Fields | undefined;
    const words: readonly unknown[] = stepWords[this.#client];
    const step = words.indexOf(word?.step);
    if (word === undefined || step < 0) return { status: 'step_mismatch' };
    if (!this.heard.has(step)) this.heard.set(step, word);
    const ended = this.#ended();
    if (ended !== undefined) return ended;
    const asked = (this.#asked.get(step) ?? 0) + 1;
    this.#asked.set(step, asked);
    if (asked <= this.hesitation) return { status: 'not_ready' };
    const answer = this.says(step, this.#honest(step));
    this.story.push(`step ${step}`);
    return { status: 'ok', [`${this.role}_step`]: { step: stepWords[this.role][step], ...answer } };
  }

  #honest(step: number): Fields {
    if (step === 0) return { public_key: this.keys.publicKey };
    if (this.role === 'greeter') {
      if (step === 2) return { greeter_nonce: this.nonce };
      return step === 7 ? { greeter_payload: this.seals(this.payload) } : {};
    }
    if (step === 1) return { hashed_nonce: sodium.crypto_hash_sha256(this.nonce) };
    if (step === 3) return { claimer_nonce: this.nonce };
    return step === 6 ? { claimer_payload: this.seals(this.payload) } : {};
  }

  #ended(): Fields | undefined {
    const own = this.cancellations[this.#over];
    const reason = own ?? this.#left;
    if (reason === undefined) return undefined;
    const by = own === undefined ? this.role : this.#client;
    const timestamp = this.#judge.now();
    return { status: 'greeting_attempt_cancelled', origin: by.toUpperCase(), reason, timestamp };
  }

  #said(step: number, field: string): Uint8Array {
    const bytes = this.heard.get(step)?.[field];
    if (bytes instanceof Uint8Array) return bytes;
    return this.#judge.fail(
      `the client said no ${field} at step ${step}`,
      `${field}: bytes`,
      bytes === undefined ? 'nothing' : String(bytes),
    );
  }

  #ofBoth(own: Uint8Array, client: Uint8Array): Readonly<Record<Role, Uint8Array>> {
    return this.role === 'greeter' ? { greeter: own, claimer: client } : { greeter: client, claimer: own };
  }
}
