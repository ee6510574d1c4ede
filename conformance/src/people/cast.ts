import type { Id } from '../wire/values.ts';
import { PrivateKey, SigningKey } from './keys.ts';
import type { Random } from './random.ts';

/**
 * Makes the people, devices and keys of one check. They depend only on the seed of the run and the
 * id of the check.
 */
export class Cast {
  readonly #random: Random;
  readonly #people = new Map<string, Person>();
  readonly #devices = new Map<string, Device>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** The person with this first name (lower case). The same name always gives the same person. */
  person(name: string): Person {
    const person = this.#people.get(name) ?? makePerson(name, this.#random);
    this.#people.set(name, person);
    return person;
  }

  /**
   * The same person with an email address that no other check uses. For organizations that several
   * checks share.
   */
  newUser(name: string): Person {
    const address = this.#random.fork('address').fork(name).hex(8);
    return { ...this.person(name), email: `${name}.${address}@example.com` };
  }

  /** The device with this label. The same label always gives the same device. */
  device(label: string): Device {
    const device = this.#devices.get(label) ?? makeDevice(label, this.#random.fork('device'));
    this.#devices.set(label, device);
    return device;
  }

  /** The signing key with this name, such as 'root' or 'stranger' (known to no organization). */
  signingKey(name: string): SigningKey {
    return new SigningKey(this.#random.fork('key').fork(name).bytes(32));
  }
}

/** A device: its id, label and signing key. */
export interface Device {
  readonly id: Id;
  readonly label: string;
  readonly key: SigningKey;
}

/** A person: user id, human handle (`email` and `label`), keys, and first device. */
export interface Person {
  readonly name: string;
  readonly userId: Id;
  readonly email: string;
  readonly label: string;
  readonly privateKey: PrivateKey;
  readonly device: Device;
}

/** Makes a person whose ids and keys come from a random stream. */
export function makePerson(name: string, random: Random): Person {
  const own = random.fork(name);
  return {
    name,
    userId: own.id(),
    email: `${name}@example.com`,
    label: name.charAt(0).toUpperCase() + name.slice(1),
    privateKey: new PrivateKey(own.bytes(32)),
    device: makeDevice(`${name}-laptop`, own),
  };
}

/** Makes a device whose id and key come from a random stream. */
function makeDevice(label: string, random: Random): Device {
  const own = random.fork(label);
  return { id: own.id(), label, key: new SigningKey(own.bytes(32)) };
}

/**
 * Public key of a sequester authority (RSA 2048, SPKI DER). The bootstrap of an organization does
 * not need the private key.
 */
export const sequesterAuthorityDer: Uint8Array = Buffer.from(
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA4uTj32m5injOG13yMHGuPGv6FnWtzEWWRg/DGewCBRr3iAm3XNW2EKfBD+6QkPeqI66+PdERW3VQJs3yXFUD1DfKdzTViLpHEyJWV5xeFgPAXioDB2o9YBz0h7XRxxZH2MBw4DPkSXCZyln2chuKgNkwQ+0tTIi2t2GsFLfZpSPlSK4vMSX5jpEOBruoJiFOQkAdrC+d5uUXAsQIspvmvwb+REDgAukyMXbcETllRn5yftZwc/gdDOP0xntaqcyeqXjRfYvVyShk5Asa76UyVWKOhZfK3n1Wq7VDQkGqtojJKlklB17ZrFvyFlF7vfPBA1JSRoBVaUFjwn4SK8maJQIDAQAB',
  'base64',
);
