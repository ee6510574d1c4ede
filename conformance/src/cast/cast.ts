import { SigningKey } from '../keys/index.ts';
import { type Device, makeDevice, makePerson, type Person } from './person.ts';
import type { Random } from './random.ts';

/** People, devices and keys of one check, derived from the run's seed and the check's id. */
export class Cast {
  readonly #random: Random;
  readonly #people = new Map<string, Person>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** A person by first name (lower case). Within a check the same name gives the same person. */
  person(name: string): Person {
    const known = this.#people.get(name) ?? makePerson(name, this.#random);
    this.#people.set(name, known);
    return known;
  }

  /**
   * The same person with an email address that is unique to this check. For organizations that
   * several checks share.
   */
  newcomer(name: string): Person {
    const address = this.#random.fork('address').fork(name).hex(8);
    return { ...this.person(name), email: `${name}.${address}@example.com` };
  }

  /** A new device, by label. */
  device(label: string): Device {
    return makeDevice(label, this.#random.fork('device'));
  }

  /** A signing key by name: 'root' is the root key, 'stranger' a key that no organization knows. */
  signingKey(name: string): SigningKey {
    return new SigningKey(this.#random.fork('key').fork(name).bytes(32));
  }
}
