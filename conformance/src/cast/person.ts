import { PrivateKey, SigningKey } from '../keys/index.ts';
import type { Id } from '../wire/index.ts';
import type { Random } from './random.ts';

/** A device of a person of the cast. */
export interface Device {
  readonly id: Id;
  readonly label: string;
  readonly key: SigningKey;
}

/** A person of the cast: user id, human handle, keys, first device. */
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
export function makeDevice(label: string, random: Random): Device {
  const own = random.fork(label);
  return { id: own.id(), label, key: new SigningKey(own.bytes(32)) };
}
