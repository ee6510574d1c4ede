import type { ClientRules } from '@parsec-spec/spec/client-rules';
import { type DateTime, equalBytes } from '@parsec-spec/spec/codec';
import type { Crypto } from '@parsec-spec/spec/crypto';
import { readSmallFile, resolveLinks, writeSecretFile } from '#platform';
import { type OpenedDevice, openDevice, type Secret } from './open-device.ts';
import type { PasswordCost } from './password-key.ts';
import { sealDevice } from './seal-device.ts';

/** A change of the password of a device file. */
export interface PasswordChange {
  crypto: Crypto;
  path: string;
  current: Secret;
  password: string;
  now: DateTime;
  cost?: PasswordCost;
  /** The rules that this client keeps; default: all. */
  rules?: ClientRules | undefined;
}

/**
 * Changes the password of a device file (KEYS-12). The sealed bytes and `created_on` stay; the salt
 * and the nonce are new. The file is replaced atomically. It stays as it is if another program has
 * changed it in the meantime: the result is then `changed`.
 *
 * @returns the opened device, whose `plain` the caller wipes, or why the file does not open
 * @throws what the file system throws, and FileNotWritten `file-not-written`
 */
export async function changePassword(change: PasswordChange): Promise<OpenedDevice> {
  const { crypto, password, now, cost } = change;
  // If the path is a symbolic link, its target is replaced.
  const path = await resolveLinks(change.path);
  const before = await readSmallFile(path);
  const opened = await openDevice(crypto, path, change.current, change.rules);
  if (!opened.ok) return opened;
  const { device, plain } = opened;
  const createdOn = opened.file.clear.created_on;
  const sealed = await sealDevice({ crypto, device, password, createdOn, protectedOn: now, cost, plain });
  const current = await readSmallFile(path);
  if (!before.ok || !current.ok || !equalBytes(before.bytes, current.bytes)) {
    plain.fill(0);
    return { ok: false, path, reason: 'changed', detail: 'its content has changed' };
  }
  await writeSecretFile(path, sealed);
  return opened;
}
