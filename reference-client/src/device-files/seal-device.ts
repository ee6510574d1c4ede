import type { DateTime } from '@parsec-spec/spec/codec';
import type { Crypto } from '@parsec-spec/spec/crypto';
import { encodeDeviceFile, encodeLocalDevice, type LocalDevice } from '@parsec-spec/spec/device-files';
import { newPasswordKey, type PasswordCost } from './password-key.ts';

/** A device, and the password that protects its file. */
export interface SealOptions {
  crypto: Crypto;
  device: LocalDevice;
  password: string;
  /** When the device was created. A change of the password keeps it. */
  createdOn: DateTime;
  protectedOn: DateTime;
  /** Default: 128 MiB, 3 passes, 1 lane, as Scille's client uses. */
  cost?: PasswordCost | undefined;
  /** The exact bytes of the content to seal, if they exist already; default: the encoded device. */
  plain?: Uint8Array;
}

/**
 * Encodes a password-protected device file (KEYS-05, KEYS-06), with a new salt and nonce. The keys
 * are only in the encrypted part.
 *
 * @throws RangeError if the cost exceeds the limits of this client
 */
export async function sealDevice(options: SealOptions): Promise<Uint8Array> {
  const { crypto, device, password, createdOn, protectedOn } = options;
  const derived = await newPasswordKey(crypto, password, options.cost);
  const plain = options.plain ?? encodeLocalDevice(device);
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
      algorithm: derived.algorithm,
      ciphertext: crypto.secretboxSeal(derived.key, crypto.randomBytes(24), plain),
      totp_opaque_key_id: null,
    });
  } finally {
    derived.key.fill(0);
    if (options.plain === undefined) plain.fill(0);
  }
}
