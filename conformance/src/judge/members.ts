import type { Cast, Device, Person } from '../people/cast.ts';
import {
  type DeviceAddition,
  type DeviceAdditionParts,
  type Enrolment,
  type EnrolmentParts,
  makeDeviceAddition,
  makeEnrolment,
} from '../people/enrolment.ts';
import {
  makeProfileChange,
  makeRevocation,
  type ProfileChange,
  type ProfileChangeParts,
  type Revocation,
  type RevocationParts,
} from '../people/member-changes.ts';
import type { Exchange } from '../wire/exchange.ts';
import type { Instant, Message } from '../wire/values.ts';
import type { Expectations } from './expect.ts';
import { asStep } from './failure.ts';
import type { Author, CallChange, Rpc } from './rpc.ts';

/** A device that can call, and its owner. */
export interface Member extends Author {
  readonly person: Person;
}

/** A newly enrolled member, and the enrolment. */
export interface Enrolled extends Member {
  readonly enrolment: Enrolment;
}

/** A newly added device of a member, and its addition. */
export interface Added extends Member {
  readonly addition: DeviceAddition;
}

/**
 * Makes and sends the commands that add certificates: new users and devices, changes, revocations.
 */
export class Members {
  readonly #cast: Cast;
  readonly #now: () => Instant;
  readonly #rpc: Rpc;
  readonly #expect: Expectations;

  constructor(cast: Cast, now: () => Instant, rpc: Rpc, expect: Expectations) {
    this.#cast = cast;
    this.#now = now;
    this.#rpc = rpc;
    this.#expect = expect;
  }

  /**
   * Makes a `user_create` command for bob as STANDARD, dated now. It is honest except for the
   * changes. It is not sent.
   */
  enrolment(author: Author, changes: Partial<EnrolmentParts> = {}): Enrolment {
    const person = changes.person ?? this.#cast.newUser('bob');
    const device = changes.device ?? person.device;
    return makeEnrolment({
      author: author.device,
      profile: 'STANDARD',
      at: this.#now(),
      ...changes,
      person,
      device,
    });
  }

  /**
   * Makes a `device_create` command for a phone of the member, dated now. It is honest except for
   * the changes. It is not sent.
   */
  addition(member: Member, changes: Partial<DeviceAdditionParts> = {}): DeviceAddition {
    const device = changes.device ?? this.#cast.device(`${member.person.name}-phone`);
    return makeDeviceAddition({
      author: member.device,
      person: member.person,
      at: this.#now(),
      ...changes,
      device,
    });
  }

  /**
   * Makes a `user_update` command that changes a person's profile, dated now. It is honest except
   * for the changes. It is not sent.
   */
  profileChange(
    author: Author,
    person: Person,
    profile: string,
    changes: Partial<ProfileChangeParts> = {},
  ): ProfileChange {
    return makeProfileChange({ author: author.device, person, profile, at: this.#now(), ...changes });
  }

  /**
   * Makes a `user_revoke` command for a person, dated now. It is honest except for the changes. It
   * is not sent.
   */
  revocation(author: Author, person: Person, changes: Partial<RevocationParts> = {}): Revocation {
    return makeRevocation({ author: author.device, person, at: this.#now(), ...changes });
  }

  /** Sends a command from a device. A text as `options` is the label of the exchange. */
  send(
    author: Author,
    made: { readonly message: Message },
    options?: CallChange | string,
  ): Promise<Exchange> {
    const change = typeof options === 'string' ? { label: options } : options;
    return this.#rpc.authenticated(author, made.message, change);
  }

  /**
   * Enrols a person, given by name or as an object. Asserts success, and returns the first device.
   */
  async enrol(
    author: Author,
    who: string | Person,
    changes: Partial<EnrolmentParts> = {},
  ): Promise<Enrolled> {
    const person = typeof who === 'string' ? this.#cast.newUser(who) : who;
    const enrolment = this.enrolment(author, { ...changes, person });
    await asStep('enrol', () => this.#expectOk(author, enrolment, `enrolling ${person.name}`));
    return { organization: author.organization, device: enrolment.device, person, enrolment };
  }

  /** Adds a device, given by label or as an object, to the user of the member. Asserts success. */
  async addDevice(member: Member, device: Device | string): Promise<Added> {
    const own = typeof device === 'string' ? this.#cast.device(device) : device;
    const addition = this.addition(member, { device: own });
    await asStep('enrol', () => this.#expectOk(member, addition, `adding ${own.label}`));
    return { ...member, device: own, addition };
  }

  /** Changes a person's profile. Asserts success. */
  async setProfile(author: Author, person: Person, profile: string): Promise<ProfileChange> {
    const change = this.profileChange(author, person, profile);
    await this.#expectOk(author, change, `making ${person.name} ${profile}`);
    return change;
  }

  /** Revokes a person. Asserts success. */
  async revoke(author: Author, person: Person): Promise<Revocation> {
    const revocation = this.revocation(author, person);
    await this.#expectOk(author, revocation, `revoking ${person.name}`);
    return revocation;
  }

  async #expectOk(author: Author, made: { readonly message: Message }, what: string): Promise<void> {
    this.#expect.reply(await this.send(author, made, what), 'ok', what);
  }
}
