import { realpath } from 'node:fs/promises';
import type { DateTime } from '@parsec-spec/spec/codec';
import type { Crypto } from '@parsec-spec/spec/crypto';
import { type OpenedDevice, openDevice } from './open-device.ts';
import { readSmallFile } from './read-file.ts';
import { type PasswordCost, sealDevice } from './seal-device.ts';
import type { Secret } from './unseal.ts';
import { writeSecretFile } from './write-secret-file.ts';

export interface PasswordChange {
  crypto: Crypto;
  path: string;
  current: Secret;
  password: string;
  now: DateTime;
  cost?: PasswordCost;
}

/** Protects a device file by another password (KEYS-12): the sealed bytes stay as they are, salt and nonce are new, `created_on` is kept. The file is replaced in one step or not at all; where another changed it meanwhile, not at all. */
export async function changePassword(change: PasswordChange): Promise<OpenedDevice> {
  const { crypto, password, now, cost } = change;
  // A link stays, and what it leads to is what is opened by it.
  const path = await realpath(change.path).catch(() => change.path);
  const before = await readSmallFile(path);
  const opened = await openDevice(crypto, path, change.current);
  if (!opened.ok) return opened;
  const { device, plain } = opened;
  const createdOn = opened.file.clear.created_on;
  const sealed = await sealDevice({ crypto, device, password, createdOn, protectedOn: now, cost, plain });
  const still = await readSmallFile(path);
  if (!before.ok || !still.ok || !Buffer.from(before.bytes).equals(still.bytes)) {
    plain.fill(0);
    return { ok: false, path, reason: 'changed', detail: 'its bytes are others now' };
  }
  await writeSecretFile(path, sealed);
  return opened;
}
