import { type Crypto, parseRecoveryPassphrase } from '@parsec-spec/spec/crypto';
import {
  type DeviceFile,
  type LocalDevice,
  opensHere,
  readLocalDevice,
} from '@parsec-spec/spec/device-files';
import { contradictions } from './contradictions.ts';
import { hideKeys } from './hide-keys.ts';
import { passwordKey } from './password-key.ts';

/**
 * The secret that opens a device file: a password, or the passphrase of a recovery file or of the
 * system's keyring.
 */
export type Secret = { kind: 'password'; password: string } | { kind: 'passphrase'; passphrase: string };

/**
 * Why a device file does not open (KEYS-07).
 *
 * - `other-protection`: it needs a secret of another kind.
 * - `needs-code`: it also needs a one-time code.
 * - `unusable-parameters`: its password hash cannot be computed in reasonable time.
 * - `cannot-be-opened`: the secret is wrong or the file is damaged. The client cannot tell which.
 * - `unknown-content`: the content is not a device of a known version.
 */
export type SealRefusal =
  | 'other-protection'
  | 'needs-code'
  | 'bad-passphrase'
  | 'unusable-parameters'
  | 'cannot-be-opened'
  | 'unknown-content';

export type Unsealed =
  | { ok: true; device: LocalDevice; plain: Uint8Array; contradictions: readonly string[] }
  | { ok: false; reason: SealRefusal; detail: string };

/** Decrypts a decoded device file. */
export async function unseal(crypto: Crypto, file: DeviceFile, secret: Secret): Promise<Unsealed> {
  if (!opensHere(file.kind) || !('ciphertext' in file.clear)) {
    return { ok: false, reason: 'other-protection', detail: `it is protected by ${file.kind}` };
  }
  if ('totp_opaque_key_id' in file.clear && file.clear.totp_opaque_key_id != null) {
    return { ok: false, reason: 'needs-code', detail: 'it also needs a one-time code' };
  }
  const derived = await keyOf(crypto, file, secret);
  if (!derived.ok) return derived;
  const opened = crypto.secretboxOpen(derived.key, file.clear.ciphertext);
  derived.key.fill(0);
  if (!opened.ok) return { ok: false, reason: 'cannot-be-opened', detail: opened.reason };
  const read = readLocalDevice(opened.plain);
  if (!read.ok) return { ok: false, reason: 'unknown-content', detail: read.detail };
  const device = hideKeys(read.device);
  return { ok: true, device, plain: opened.plain, contradictions: contradictions(file, device) };
}

type DerivedKey = { ok: true; key: Uint8Array } | { ok: false; reason: SealRefusal; detail: string };

async function keyOf(crypto: Crypto, file: DeviceFile, secret: Secret): Promise<DerivedKey> {
  const kind = file.kind === 'password' ? 'password' : 'passphrase';
  if (secret.kind !== kind) {
    return {
      ok: false,
      reason: 'other-protection',
      detail: `it needs a ${kind}, not a ${secret.kind}`,
    };
  }
  if (secret.kind === 'password') {
    if (file.kind !== 'password') return { ok: false, reason: 'other-protection', detail: file.kind };
    return passwordKey(crypto, secret.password, file.clear.algorithm);
  }
  const read = parseRecoveryPassphrase(secret.passphrase);
  if (read.ok) return read;
  return {
    ok: false,
    reason: 'bad-passphrase',
    detail: `expected 13 groups of 4 characters that encode 32 bytes, got ${read.size} bytes`,
  };
}
