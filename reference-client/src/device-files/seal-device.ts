import type { DateTime } from '@parsec-spec/spec/codec';
import { type Crypto, defaultArgon2id } from '@parsec-spec/spec/crypto';
import {
  type DeviceFilePassword,
  encodeDeviceFile,
  encodeLocalDevice,
  type LocalDevice,
} from '@parsec-spec/spec/device-files';
import { passwordKey } from './password-key.ts';

/** What the password hash costs: memory in KiB, passes, lanes. */
export interface PasswordCost {
  memlimitKib: number;
  opslimit: number;
  parallelism: number;
}

export interface Sealing {
  crypto: Crypto;
  device: LocalDevice;
  password: string;
  /** First creation, kept over changes of the password. */
  createdOn: DateTime;
  protectedOn: DateTime;
  /** Default: the reference's 128 MiB, 3 passes, 1 lane. */
  cost?: PasswordCost | undefined;
  /** The sealed content when it is known already and must stay as it is, byte for byte. */
  plain?: Uint8Array;
}

/** The bytes of a password-protected device file (KEYS-05, KEYS-06): clear facts, a fresh salt and nonce, and every key inside the box. */
export async function sealDevice(sealing: Sealing): Promise<Uint8Array> {
  const { crypto, device, password, createdOn, protectedOn } = sealing;
  const { memlimitKib, opslimit, parallelism } = sealing.cost ?? defaultArgon2id;
  const algorithm: DeviceFilePassword['algorithm'] = {
    type: 'ARGON2ID',
    memlimit_kb: memlimitKib,
    opslimit,
    parallelism,
    salt: crypto.randomBytes(16),
  };
  const derived = await passwordKey(crypto, password, algorithm);
  if (!derived.ok) throw new RangeError(derived.detail);
  const plain = sealing.plain ?? encodeLocalDevice(device);
  try {
    return encodeDeviceFile({
      type: 'password',
      created_on: createdOn,
      protected_on: protectedOn,
      server_url: device.server_url,
      organization_id: device.organization_id,
      user_id: device.user_id,
      device_id: device.device_id,
      human_handle: device.human_handle,
      device_label: device.device_label,
      algorithm,
      ciphertext: crypto.secretboxSeal(derived.key, crypto.randomBytes(24), plain),
      totp_opaque_key_id: null,
    });
  } finally {
    derived.key.fill(0);
    if (sealing.plain === undefined) plain.fill(0);
  }
}
