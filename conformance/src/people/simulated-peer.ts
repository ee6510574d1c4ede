import type { Fields, Instant } from '../wire/values.ts';
import { documentOf, openPayload, sealBytes, sharedKey, shortCodes } from './greeting-secrets.ts';
import { otherRole, type Role, stepWords } from './greeting-steps.ts';
import { PrivateKey, sodium } from './keys.ts';
import type { Random } from './random.ts';

/**
 * What a simulated peer needs: randomness, a clock, and how a client that breaks the protocol is
 * reported.
 */
export interface PeerParts {
  readonly random: Random;
  now(): Instant;
  fail(message: string, expected: string, observed: string): never;
}

/**
 * Simulates the other side of a client's greeting, and the server between them. Both are honest
 * except for the changes that a check makes.
 */
export class SimulatedPeer {
  readonly #parts: PeerParts;
  /** The side that the judge simulates. */
  readonly role: Role;
  /** The side of the client under test. */
  readonly #clientRole: Role;
  readonly keys: PrivateKey;
  readonly nonce: Uint8Array;
  /** What the client submitted at each step of the attempt. Of several submissions, the first. */
  readonly clientSteps = new Map<number, Fields>();
  /** The requests answered with `ok`, in order: `step 0` … `step 8`, and other commands by name. */
  readonly accepted: string[] = [];
  /** The reasons of the client's cancellations. */
  readonly cancellations: unknown[] = [];
  /** Returns what the peer submits at a step, given the honest fields. A check may replace it. */
  alterStep: (step: number, honest: Fields) => Fields = (_step, honest) => honest;
  /** The peer's payload, in clear. */
  payload: Fields = {};
  /** Seals the peer's payload. A check may replace it. */
  sealPayload: (payload: Fields) => Uint8Array = (payload) => this.seal(documentOf(payload));
  /** Number of `not_ready` replies at each step before the peer submits it. */
  notReadyReplies = 0;
  /** The server and the peer go on after the client has cancelled, as an attacker would. */
  ignoresCancellation = false;
  /** The reason with which the peer cancelled. */
  #peerReason: string | undefined;
  /** Number of cancellations in earlier attempts. */
  #earlierCancellations = 0;
  /** Number of the client's requests at each step. */
  readonly #requestsAt = new Map<number, number>();
  #attempt;

  constructor(parts: PeerParts, role: Role) {
    this.#parts = parts;
    this.role = role;
    this.#clientRole = otherRole(role);
    this.keys = new PrivateKey(parts.random.bytes(32));
    this.nonce = parts.random.bytes(64);
    this.#attempt = parts.random.id();
  }

  /** The shared key, once the client has sent its public key. */
  key(): Uint8Array {
    const peer = this.#clientField(0, 'public_key');
    return sharedKey(this.keys.bytes, peer, this.#byRole(this.keys.publicKey, peer));
  }

  /** The short codes of both sides, once the client has sent its nonce. */
  codes(): Readonly<Record<Role, string>> {
    const [step, field] =
      this.role === 'greeter' ? ([3, 'claimer_nonce'] as const) : ([2, 'greeter_nonce'] as const);
    return shortCodes(this.key(), this.#byRole(this.nonce, this.#clientField(step, field)));
  }

  /** The short code of the peer's side, which its user reads to the client's user. */
  ownCode(): string {
    return this.codes()[this.role];
  }

  /** Seals bytes under the shared key. */
  seal(plain: Uint8Array): Uint8Array {
    return sealBytes(this.key(), this.#parts.random.bytes(24), plain);
  }

  /** Opens the payload that the client sealed for the peer. Fails the check if it does not open. */
  clientPayload(): Fields {
    const [step, field] =
      this.role === 'greeter' ? ([6, 'claimer_payload'] as const) : ([7, 'greeter_payload'] as const);
    const sealed = this.#clientField(step, field);
    try {
      return openPayload(this.key(), sealed);
    } catch (error) {
      const observed = error instanceof Error ? error.message : String(error);
      return this.#parts.fail('the payload does not open', 'a payload under the shared key', observed);
    }
  }

  /** The secrets of the greeting that the client shares with its peer, by their names in findings. */
  secrets(): readonly (readonly [name: string, secret: Uint8Array])[] {
    const shared: [string, Uint8Array][] = this.clientSteps.has(0)
      ? [['the shared key of a greeting', this.key()]]
      : [];
    const hasPayload = this.clientSteps.has(this.role === 'greeter' ? 6 : 7);
    for (const payload of [this.payload, ...(hasPayload ? [this.clientPayload()] : [])])
      for (const name of ['private_key', 'user_realm_key'])
        if (payload[name] instanceof Uint8Array) shared.push([name, payload[name]]);
    return shared;
  }

  /** Cancels the attempt as the peer. The client's next step is answered with the cancellation. */
  cancel(reason: string): void {
    this.#peerReason = reason;
  }

  /** The reply to a greeting command of the client. Undefined for other commands. */
  answer(command: Fields): Fields | undefined {
    switch (command.cmd) {
      case `invite_${this.#clientRole}_start_greeting_attempt`:
        this.#startAttempt();
        return { status: 'ok', greeting_attempt: this.#attempt };
      case `invite_${this.#clientRole}_cancel_greeting_attempt`:
        this.cancellations.push(command.reason);
        return { status: 'ok' };
      case `invite_${this.#clientRole}_step`:
        return this.#submit(command[`${this.#clientRole}_step`]);
      default:
        return undefined;
    }
  }

  /** Starts a new attempt without submitted steps, unless the current one has none either. */
  #startAttempt(): void {
    this.#earlierCancellations = this.cancellations.length;
    this.#peerReason = undefined;
    if (this.clientSteps.size === 0) return;
    this.clientSteps.clear();
    this.#requestsAt.clear();
    this.#attempt = this.#parts.random.id();
  }

  #submit(submitted: unknown): Fields {
    const fields = submitted as Fields | undefined;
    const words: readonly unknown[] = stepWords[this.#clientRole];
    const step = words.indexOf(fields?.step);
    if (fields === undefined || step < 0) return { status: 'step_mismatch' };
    if (!this.clientSteps.has(step)) this.clientSteps.set(step, fields);
    const cancelled = this.#cancelledReply();
    if (cancelled !== undefined) return cancelled;
    const requests = (this.#requestsAt.get(step) ?? 0) + 1;
    this.#requestsAt.set(step, requests);
    if (requests <= this.notReadyReplies) return { status: 'not_ready' };
    const answer = this.alterStep(step, this.#honestFields(step));
    this.accepted.push(`step ${step}`);
    return { status: 'ok', [`${this.role}_step`]: { step: stepWords[this.role][step], ...answer } };
  }

  #honestFields(step: number): Fields {
    if (step === 0) return { public_key: this.keys.publicKey };
    if (this.role === 'greeter') {
      if (step === 2) return { greeter_nonce: this.nonce };
      return step === 7 ? { greeter_payload: this.sealPayload(this.payload) } : {};
    }
    if (step === 1) return { hashed_nonce: sodium.crypto_hash_sha256(this.nonce) };
    if (step === 3) return { claimer_nonce: this.nonce };
    return step === 6 ? { claimer_payload: this.sealPayload(this.payload) } : {};
  }

  #cancelledReply(): Fields | undefined {
    const own = this.ignoresCancellation ? undefined : this.cancellations[this.#earlierCancellations];
    const reason = own ?? this.#peerReason;
    if (reason === undefined) return undefined;
    const by = own === undefined ? this.role : this.#clientRole;
    const timestamp = this.#parts.now();
    return { status: 'greeting_attempt_cancelled', origin: by.toUpperCase(), reason, timestamp };
  }

  #clientField(step: number, field: string): Uint8Array {
    const bytes = this.clientSteps.get(step)?.[field];
    if (bytes instanceof Uint8Array) return bytes;
    return this.#parts.fail(
      `the client sent no ${field} at step ${step}`,
      `${field}: bytes`,
      bytes === undefined ? 'nothing' : String(bytes),
    );
  }

  /** Two values of the sides, by role. */
  #byRole(own: Uint8Array, client: Uint8Array): Readonly<Record<Role, Uint8Array>> {
    return this.role === 'greeter' ? { greeter: own, claimer: client } : { greeter: client, claimer: own };
  }
}
