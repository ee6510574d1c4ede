import { Uuid } from '@parsec-spec/spec/codec';
import { nodeCrypto } from '@parsec-spec/spec/crypto';

/** A device with its key. */
export interface Device {
  readonly id: Uuid;
  readonly seed: Uint8Array;
  readonly verifyKey: Uint8Array;
}

/** Somebody who enters an organization with a first device. */
export interface Person {
  readonly userId: Uuid;
  readonly email: string;
  readonly publicKey: Uint8Array;
  readonly device: Device;
}

const { randomBytes } = nodeCrypto;

/** A person whom nobody has met: fresh identifiers, keys and address. */
export function newPerson(): Person {
  const userId = Uuid.of(randomBytes(16));
  const seed = randomBytes(32);
  return {
    userId,
    email: `${userId.hex}@example.com`,
    publicKey: randomBytes(32),
    device: { id: Uuid.of(randomBytes(16)), seed, verifyKey: nodeCrypto.verifyKeyOf(seed) },
  };
}
