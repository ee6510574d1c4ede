import { demandSize } from './crypto-error.ts';
import { symmetric } from './symmetric.ts';

/**
 * A 32-byte secret key derived from a master key and the 16 bytes of a UUID
 * (spec/protocol/client-keys.md).
 */
export const deriveSecretKey = (master: Uint8Array, uuid: Uint8Array): Uint8Array => derive(master, uuid, 32);

/**
 * The 16 bytes of a derived identifier. It is not a prefix of the derived key, since the length is
 * part of the hash.
 */
export const deriveIdentifier = (master: Uint8Array, uuid: Uint8Array): Uint8Array =>
  derive(master, uuid, 16);

function derive(master: Uint8Array, uuid: Uint8Array, size: number): Uint8Array {
  demandSize('a master key', master, 32);
  demandSize('a derivation identifier', uuid, 16);
  const salt = new Uint8Array(16);
  const personal = new Uint8Array(16);
  salt.set(uuid.subarray(0, 8));
  personal.set(uuid.subarray(8));
  return symmetric.blake2b(new Uint8Array(), { size, key: master, salt, personal });
}
