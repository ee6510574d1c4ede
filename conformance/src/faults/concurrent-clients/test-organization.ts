import type { Invitation } from '../../case/actions/invitations.ts';
import type { Judge } from '../../case/judge.ts';
import type { Member } from '../../case/members.ts';
import type { Caller, GreetingCall, OrganizationOutcome, OrganizationRequest } from '../../model/calls.ts';
import type { Person } from '../../people/cast.ts';
import { type Half, halvesOf } from '../../people/greeting-steps.ts';
import type { AddedCertificates } from '../../people/history.ts';
import { Id, Instant } from '../../wire/values.ts';

/** A device that may call, whether or not it was added yet. */
export interface Actor extends Member {
  readonly caller: Caller;
}

/**
 * A greeting attempt that a reply has shown. `step`: the next step of both sides, as far as clients
 * know.
 */
interface KnownAttempt {
  readonly token: string;
  readonly greeter: string;
  readonly name: string;
  step: number;
}

/**
 * An organization that concurrent clients call: its people, names for what the wire has as bytes,
 * and what clients learnt.
 */
export class TestOrganization {
  readonly id: string;
  /** An instant before any date of the history. */
  readonly origin: Instant;
  /** Date of the last certificate before the history. */
  began = 0;
  /** Devices that were added, by name. */
  readonly devices = new Map<string, Actor>();
  /** Tokens, and whether their invitation may be pending. */
  readonly tokens = new Map<string, boolean>();
  readonly attempts: KnownAttempt[] = [];
  readonly frozen = new Set<string>();
  expired = false;
  /**
   * Users, or the organization itself, with an operation of the administration under way: one at a
   * time for each.
   */
  readonly administered = new Set<string>();
  readonly #judge: Judge;
  readonly #users = new Map<string, string>();
  readonly #names = new Map<string, string>();
  readonly #invitations = new Map<string, Invitation>();
  readonly #attemptIds = new Map<string, Id>();
  readonly #certificates = new Map<string, { readonly name: string; readonly redacted: boolean }>();

  constructor(judge: Judge, id: string, origin: Instant) {
    this.#judge = judge;
    this.id = id;
    this.origin = origin;
  }

  /** A person by name; `carl-twin` has the address of `carl`. */
  person(name: string): Person {
    const person = { ...this.#judge.cast.person(name), email: `${name.replace(/-.*/, '')}@example.com` };
    this.#users.set(person.userId.hex, name);
    return person;
  }

  /** The first device of a user, or another one by its label. */
  actor(user: string, label?: string): Actor {
    const person = this.person(user);
    const device = label === undefined ? person.device : this.#judge.cast.device(label);
    return { organization: this.id, person, device, caller: { device: label ?? device.label, user } };
  }

  /** Microseconds since the origin; -1 for a value that is no date. */
  dateOf(value: unknown): number {
    return value instanceof Instant ? Number(value.micros - this.origin.micros) : -1;
  }

  userName(id: unknown): string {
    return (id instanceof Id && this.#users.get(id.hex)) || 'an unknown user';
  }

  /** The name of a token, `zoe@example.com#1`: the invited e-mail or user, and a number. */
  tokenName(value: unknown, about: string): string {
    const token = value instanceof Uint8Array ? value : new Uint8Array();
    const known = this.knownToken(token);
    if (known !== undefined) return known;
    this.#judge.hide(token, 'invitation token');
    const hex = Buffer.from(token).toString('hex');
    const name = `${about}#${this.#invitations.size + 1}`;
    this.#names.set(hex, name);
    this.#invitations.set(name, { organization: this.id, token, hex });
    return name;
  }

  /** The name of a token that a reply has shown. */
  knownToken(value: unknown): string | undefined {
    return value instanceof Uint8Array ? this.#names.get(Buffer.from(value).toString('hex')) : undefined;
  }

  invitation(name: string): Invitation {
    return defined(this.#invitations.get(name), name);
  }

  attemptName(id: unknown): string {
    if (!(id instanceof Id)) return 'no identifier';
    const name = this.#names.get(id.hex) ?? `attempt ${this.#attemptIds.size + 1}`;
    this.#names.set(id.hex, name);
    this.#attemptIds.set(name, id);
    return name;
  }

  attemptId(name: string): Id {
    return defined(this.#attemptIds.get(name), name);
  }

  /** Remembers the bytes of certificates that are about to be sent. */
  rememberCertificates(
    names: readonly { readonly name: string }[],
    { full, redacted }: AddedCertificates,
  ): void {
    // The full version last: it is the same where nothing is redacted.
    for (const [index, { name }] of names.entries())
      for (const [bytes, isRedacted] of [
        [redacted[index], true],
        [full[index], false],
      ] as const)
        if (bytes !== undefined) this.#certificates.set(base64(bytes), { name, redacted: isRedacted });
  }

  certificate(bytes: unknown): { readonly name: string; readonly redacted: boolean } {
    return this.#certificates.get(base64(bytes)) ?? { name: 'an unknown certificate', redacted: false };
  }

  /** What a side of a greeting submits, whichever device or claimer calls. */
  halves(token: string, greeter: string, party: GreetingCall['party']): readonly Half[] {
    return halvesOf(party, this.#judge.random.fork(`${party} ${token} ${greeter}`));
  }

  /** Remembers what an outcome shows. All clients may use it. */
  learn(request: OrganizationRequest, outcome: OrganizationOutcome): void {
    const { status, token, attempt, invitations = [] } = outcome;
    if (request.cmd === 'user_freeze' && status === 200) this.frozen.add(request.user);
    if (request.cmd === 'user_unfreeze') this.frozen.delete(request.user);
    if (request.cmd === 'organization_expire') this.expired = true;
    if (request.cmd === 'organization_unexpire') this.expired = false;
    if (status !== 'ok' && status !== 'not_ready') return;
    if (token !== undefined) this.#learnToken(token, true);
    for (const one of invitations) this.#learnToken(one.token, one.status === 'PENDING');
    if (request.cmd === 'invite_cancel' || request.cmd === 'invite_complete')
      this.#learnToken(request.token, false);
    if (request.cmd === 'user_create') this.devices.set(request.device, this.actor(request.user));
    if (request.cmd === 'device_create')
      this.devices.set(request.device, this.actor(request.by.user, request.device));
    if (!('move' in request)) return;
    const { greeter, move, step = 0 } = request;
    if (attempt !== undefined && !this.attempts.some(({ name }) => name === attempt))
      this.attempts.push({ token: request.token, greeter, name: attempt, step: 0 });
    if (status === 'ok' && move === 'step')
      for (const known of this.attempts)
        if (known.name === request.attempt) known.step = Math.max(known.step, step + 1);
  }

  /** An invitation that ended stays so, whatever an older list says. */
  #learnToken(token: string, isPending: boolean): void {
    if (!isPending || !this.tokens.has(token)) this.tokens.set(token, isPending);
  }
}

const base64 = (bytes: unknown) =>
  bytes instanceof Uint8Array ? Buffer.from(bytes).toString('base64') : 'no bytes';

function defined<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`unknown name: ${name}`);
  return value;
}
