import { FOREIGN_TOKEN, UNKNOWN_TOKEN } from '@parsec-spec/spec/stories';
import { isEqual } from '../../judge/equal.ts';
import type { Judge } from '../../judge/judge.ts';
import type { Member } from '../../judge/members.ts';
import {
  type Caller,
  type GreetingCall,
  inviteeOf,
  type OrganizationOutcome,
  type OrganizationRequest,
} from '../../model/calls.ts';
import type { Variant } from '../../model/greeting-model.ts';
import type { OrganizationState } from '../../model/state.ts';
import { bootstrapped } from '../../model/transitions/certificates.ts';
import type { AddedCertificates } from '../../people/added-certificates.ts';
import type { Bootstrap } from '../../people/bootstrap.ts';
import type { Device, Person } from '../../people/cast.ts';
import { type Half, halvesOf } from '../../people/greeting-steps.ts';
import type { Invitation } from '../../vocabulary/actions/invitations.ts';
import type { Exchange } from '../../wire/exchange.ts';
import { parseJson } from '../../wire/parse-json.ts';
import { type Fields, Id, Instant, microsOf } from '../../wire/values.ts';

/** The terms of each publication in turn: first the same again, then fewer locales. */
const TERMS: readonly Readonly<Record<string, string>>[] = [
  ...Array<Record<string, string>>(2).fill({
    en_US: 'https://example.com/terms',
    fr_FR: 'http://example.com/conditions',
    'zh-TW': 'https://example.com/條款',
  }),
  { en_US: 'https://example.com/other-terms' },
];

/** Lengths of the payloads of greetings, in bytes. */
const PAYLOAD_SIZES = [0, 1, 200, 65_536];

/** A device that can make calls. It may not be added yet. */
export interface Actor extends Member {
  readonly caller: Caller;
}

/**
 * A greeting attempt that a reply has shown. `step`: the next step of both sides, as far as known.
 */
interface KnownAttempt {
  readonly token: string;
  readonly greeter: string;
  readonly name: string;
  step: number;
}

/**
 * An organization that scripts or concurrent clients call. It has the people, names for the tokens,
 * attempts and certificates on the wire, and what the replies so far have shown to the clients.
 */
export class TestOrganization {
  readonly id: string;
  /** A time before all timestamps of the history. */
  readonly origin: Instant;
  /** Timestamp of the last certificate before the history, in µs since `origin`. */
  began = 0;
  /** Devices that were added, by name. */
  readonly devices = new Map<string, Actor>();
  /** Names of tokens, and whether their invitation may be pending. */
  readonly tokens = new Map<string, boolean>();
  readonly attempts: KnownAttempt[] = [];
  readonly frozen = new Set<string>();
  expired = false;
  /**
   * Users, or the organization itself, about which a call of the administration API is under way.
   * Clients make one such call at a time for each.
   */
  readonly administered = new Set<string>();
  /** Other organizations of the same server. */
  others: readonly TestOrganization[] = [];
  readonly #judge: Judge;
  readonly #users = new Map<string, string>();
  readonly #names = new Map<string, string>();
  readonly #invitations = new Map<string, Invitation>();
  readonly #attemptIds = new Map<string, Id>();
  readonly #links: Uint8Array[] = [];
  readonly #terms: { readonly date: Instant; readonly urls: unknown }[] = [];
  readonly #certificates = new Map<string, { readonly name: string; readonly redacted: boolean }>();

  constructor(judge: Judge, id: string, origin: Instant) {
    this.#judge = judge;
    this.id = id;
    this.origin = origin;
  }

  /**
   * The person with this name.
   *
   * @param email - the address; by default that of the name. `carl-twin` has that of `carl`.
   */
  person(name: string, email = `${name.replace(/-.*/, '')}@example.com`): Person {
    const person = { ...this.#judge.cast.person(name), email };
    this.#users.set(person.userId.hex, name);
    return person;
  }

  /** The device of a user with this label, by default the first one. */
  actor(user: string, label?: string): Actor {
    const person = this.person(user);
    const device = label === undefined ? person.device : this.#device(label);
    return { organization: this.id, person, device, caller: { device: device.label, user } };
  }

  /** The device with this label: the first one of a person, such as `carl-laptop`, or a further one. */
  #device(label: string): Device {
    const [, owner] = /^(.*)-laptop$/.exec(label) ?? [];
    const { cast } = this.#judge;
    return owner === undefined ? cast.device(label) : cast.person(owner).device;
  }

  /** Converts a time to µs since the origin. Returns -1 for any other value. */
  dateOf(value: unknown): number {
    return value instanceof Instant ? Number(value.micros - this.origin.micros) : -1;
  }

  userName(id: unknown): string {
    return (id instanceof Id && this.#users.get(id.hex)) || 'an unknown user';
  }

  /**
   * The name of a token, such as `zoe@example.com#1`: the invited email or user, and a number. Each
   * invitee has numbers of its own, so that the names do not depend on other invitations.
   */
  tokenName(value: unknown, about: string): string {
    const token = value instanceof Uint8Array ? value : new Uint8Array();
    const tokenName = this.knownToken(token);
    if (tokenName !== undefined) return tokenName;
    this.#judge.hide(token, 'invitation token');
    const hex = Buffer.from(token).toString('hex');
    const earlier = [...this.#invitations.keys()].filter((one) => inviteeOf(one) === about);
    const name = `${about}#${earlier.length + 1}`;
    this.#names.set(hex, name);
    this.#invitations.set(name, { organization: this.id, token, hex });
    return name;
  }

  /** The name of a token if a reply has shown it; else undefined. */
  knownToken(value: unknown): string | undefined {
    return value instanceof Uint8Array ? this.#names.get(Buffer.from(value).toString('hex')) : undefined;
  }

  /**
   * An invitation by the name of its token. {@link UNKNOWN_TOKEN} names one that no reply gave, and
   * {@link FOREIGN_TOKEN} the latest one of another organization, if there is one.
   */
  invitation(name: string): Invitation {
    if (name !== UNKNOWN_TOKEN && name !== FOREIGN_TOKEN)
      return requireDefined(this.#invitations.get(name), name);
    const foreign = this.others.flatMap((other) => [...other.#invitations.values()]).at(-1);
    if (name === FOREIGN_TOKEN && foreign !== undefined) return { ...foreign, organization: this.id };
    const token = this.#judge.random.fork(name).bytes(16);
    return { organization: this.id, token, hex: Buffer.from(token).toString('hex') };
  }

  /** The name of the bootstrap token of a new link. Undefined if it is unreadable, or not new. */
  rememberLink(token: Uint8Array | undefined): string | undefined {
    if (token === undefined || this.#links.some((one) => base64(one) === base64(token))) return undefined;
    this.#judge.hide(token, 'bootstrap token');
    this.#links.push(token);
    return `bootstrap token ${this.#links.length}`;
  }

  /**
   * A bootstrap token by its number, from 1; null for none. `foreign`: the latest one of another
   * organization, or a random one.
   */
  link(number: number | null | 'foreign'): Uint8Array | null {
    if (number === null) return null;
    const tokens = number === 'foreign' ? this.others.flatMap((other) => other.#links) : this.#links;
    return tokens.at(number === 'foreign' ? -1 : number - 1) ?? this.#judge.random.fork('a link').bytes(16);
  }

  /** Remembers the bytes of certificates that are the same for everyone. */
  rememberCertificate(name: string, bytes: Uint8Array): void {
    this.#certificates.set(base64(bytes), { name, redacted: false });
  }

  /** The addresses of the terms that are published next, by locale. */
  get nextTerms(): Readonly<Record<string, string>> {
    return TERMS[this.#terms.length % TERMS.length] ?? {};
  }

  /** Remembers the date of terms that were just published, from the settings of the organization. */
  rememberTerms(settings: Exchange): void {
    const updatedOn = microsOf(String(Object(jsonOf(settings).tos).updated_on));
    const date = updatedOn === undefined ? this.origin : new Instant(updatedOn);
    this.#terms.push({ date, urls: this.nextTerms });
  }

  /** The number of terms with this date and these addresses, from 1; 0 for others. */
  termsNumber(micros: bigint | undefined, urls: unknown): number {
    return this.#terms.findIndex((one) => one.date.micros === micros && isEqual(one.urls, urls)) + 1;
  }

  /** The date of terms by their number. */
  termsDate(number: number): Instant {
    return this.#terms[number - 1]?.date ?? this.origin;
  }

  /** The name of an attempt: its number among the attempts of its greeting, and the greeting. */
  attemptName(id: unknown, { token, greeter }: Pick<GreetingCall, 'token' | 'greeter'>): string {
    if (!(id instanceof Id)) return 'no identifier';
    const greeting = `of ${token} with ${greeter}`;
    const earlier = [...this.#attemptIds.keys()].filter((one) => one.endsWith(` ${greeting}`));
    const name = this.#names.get(id.hex) ?? `attempt ${earlier.length + 1} ${greeting}`;
    this.#names.set(id.hex, name);
    this.#attemptIds.set(name, id);
    return name;
  }

  /** The name of an attempt if a reply has shown it; else undefined. */
  knownAttempt(id: unknown): string | undefined {
    return id instanceof Id ? this.#names.get(id.hex) : undefined;
  }

  /** The identifier of an attempt. One that no reply gave has a random identifier. */
  attemptId(name: string): Id {
    return this.#attemptIds.get(name) ?? this.#judge.random.fork(name).id();
  }

  /** Remembers the bytes of certificates that are about to be sent. */
  rememberCertificates(
    names: readonly { readonly name: string }[],
    { full, redacted }: AddedCertificates,
  ): void {
    // The full version last, so that it wins where both versions are equal.
    for (const [index, { name }] of names.entries())
      for (const [bytes, isRedacted] of [
        [redacted[index], true],
        [full[index], false],
      ] as const)
        if (bytes !== undefined) this.#certificates.set(base64(bytes), { name, redacted: isRedacted });
  }

  /** The state after a bootstrap by alice. Remembers the bytes of its certificates. */
  afterBootstrap<State extends OrganizationState>(state: State, { at, added }: Bootstrap): State {
    const { caller, person } = this.actor('alice');
    const after = bootstrapped(state, caller, person.email, this.dateOf(at));
    this.rememberCertificates(after.certificates, added);
    return { ...state, ...after };
  }

  certificate(bytes: unknown): { readonly name: string; readonly redacted: boolean } {
    return this.#certificates.get(base64(bytes)) ?? { name: 'an unknown certificate', redacted: false };
  }

  /**
   * The halves of a side of a greeting. They do not depend on the device that calls. `variant`: other
   * halves of the same side.
   */
  halves(
    token: string,
    greeter: string,
    role: GreetingCall['role'],
    variant: Variant = 'own',
  ): readonly Half[] {
    const side = `${role} ${token} ${greeter}`;
    const { random } = this.#judge;
    const size = PAYLOAD_SIZES[random.fork(`${side} size`).below(PAYLOAD_SIZES.length)] ?? 0;
    // Empty payloads would be equal.
    return variant === 'own'
      ? halvesOf(role, random.fork(side), size)
      : halvesOf(role, random.fork(`${side} ${variant}`), size + 1);
  }

  /** Remembers what an outcome shows, for all clients. */
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
      for (const attempt of this.attempts)
        if (attempt.name === request.attempt) attempt.step = Math.max(attempt.step, step + 1);
  }

  /** An ended invitation stays ended, even if a delayed reply shows it as pending. */
  #learnToken(token: string, isPending: boolean): void {
    if (!isPending || !this.tokens.has(token)) this.tokens.set(token, isPending);
  }
}

const base64 = (bytes: unknown) =>
  bytes instanceof Uint8Array ? Buffer.from(bytes).toString('base64') : 'no bytes';

function requireDefined<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`unknown name: ${name}`);
  return value;
}

/** The JSON object of an answer; empty if it has none. */
export function jsonOf({ text }: Exchange): Fields {
  try {
    return Object(parseJson(text)) as Fields;
  } catch {
    return {};
  }
}
