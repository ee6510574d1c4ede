import { DateTime, Uuid } from '@parsec-spec/spec/codec';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import type { LocalDevice } from '@parsec-spec/spec/device-files';
import type { PasswordCost } from '../../src/device-files/password-key.ts';
import { sealDevice } from '../../src/device-files/seal-device.ts';

/** The lowest cost of Argon2id, because tests open hundreds of files. */
export const cheap: PasswordCost = { memlimitKib: 8, opslimit: 1, parallelism: 1 };

export const password = 'correct horse battery staple';

const key = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const id = (byte: number): Uuid => Uuid.of(new Uint8Array(16).fill(byte));

export const device: LocalDevice = {
  type: 'local_device',
  server_url: 'http://127.0.0.1:6841/',
  organization_id: 'CoolOrg',
  root_verify_key: syncCrypto.verifyKeyOf(key(1)),
  user_id: id(2),
  device_id: id(3),
  device_label: 'laptop',
  human_handle: ['alice@example.com', 'Alice'],
  signing_key: key(4),
  private_key: key(5),
  initial_profile: 'ADMIN',
  user_realm_id: id(6),
  user_realm_key: key(7),
  local_symkey: key(8),
};

export const createdOn = DateTime.ofMillis(Date.UTC(2026, 10, 25));

/** A device file at the lowest cost, sealed with `password`. */
export function sealed(more: { device?: LocalDevice; password?: string } = {}): Promise<Uint8Array> {
  const protectedOn = createdOn.plus(3n);
  return sealDevice({ crypto: syncCrypto, device, password, createdOn, protectedOn, cost: cheap, ...more });
}
