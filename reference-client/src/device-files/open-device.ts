import {
  type ClientRules,
  clientRules,
  type OpenRefusal,
  type SealRefusal,
  toldRefusal,
} from '@parsec-spec/spec/client-rules';
import { type Crypto, parseRecoveryPassphrase } from '@parsec-spec/spec/crypto';
import {
  canOpenKind,
  type DeviceFile,
  type LocalDevice,
  readDeviceFile,
  readLocalDevice,
  serverUrl,
} from '@parsec-spec/spec/device-files';
import { readSmallFile } from '#platform';
import { passwordKey } from './password-key.ts';

/** The opened device, or why the file does not open. */
export type OpenedDevice =
  | {
      ok: true;
      path: string;
      file: DeviceFile;
      device: LocalDevice;
      /**
       * The decrypted content, which a change of the password encrypts again. The caller wipes it.
       */
      plain: Uint8Array;
      /**
       * Names of the clear fields that the sealed content contradicts. The sealed content is right.
       */
      contradictions: readonly string[];
    }
  | { ok: false; path: string; reason: OpenRefusal; detail: string };

/**
 * Opens a device file. The file is never changed.
 *
 * @param path path of the file
 * @param rules the rules of this client; default: all
 * @returns the device, or the reason why it does not open (see explainOpening)
 * @example
 * ```ts
 * const secret = { kind: 'password', password } as const;
 * const opened = await openDevice(clientCrypto, path, secret);
 * if (!opened.ok) console.error(explainOpening(opened));
 * ```
 */
export async function openDevice(
  crypto: Crypto,
  path: string,
  secret: Secret,
  rules: ClientRules = clientRules,
): Promise<OpenedDevice> {
  const refused = (refusal: { readonly reason: OpenRefusal; readonly detail: string }): OpenedDevice => ({
    ok: false,
    path,
    reason: toldRefusal(rules, refusal.reason),
    detail: refusal.detail,
  });
  const read = await readSmallFile(path);
  if (!read.ok) return refused(read);
  const decoded = readDeviceFile(read.bytes);
  if (!decoded.ok) return refused(decoded);
  const unsealed = await unseal(crypto, decoded.file, secret);
  if (!unsealed.ok) return refused(unsealed);
  const { device, plain, contradictions } = unsealed;
  return { ok: true, path, file: decoded.file, device, plain, contradictions };
}

/**
 * The secret that opens a device file: a password, or the passphrase of a recovery file or of the
 * system's keyring.
 */
export type Secret = { kind: 'password'; password: string } | { kind: 'passphrase'; passphrase: string };

type Unsealed =
  | { ok: true; device: LocalDevice; plain: Uint8Array; contradictions: readonly string[] }
  | { ok: false; reason: SealRefusal; detail: string };

/** Decrypts a decoded device file. */
export async function unseal(crypto: Crypto, file: DeviceFile, secret: Secret): Promise<Unsealed> {
  if (!canOpenKind(file.kind) || !('ciphertext' in file.clear)) {
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
  if (file.kind === 'password' && secret.kind === 'password')
    return passwordKey(crypto, secret.password, file.clear.algorithm);
  if (file.kind === 'password' || secret.kind === 'password') {
    const kind = file.kind === 'password' ? 'password' : 'passphrase';
    return {
      ok: false,
      reason: 'other-protection',
      detail: `it needs a ${kind}, not a ${secret.kind}`,
    };
  }
  const read = parseRecoveryPassphrase(secret.passphrase);
  if (read.ok) return read;
  return {
    ok: false,
    reason: 'bad-passphrase',
    detail: `expected 13 groups of 4 characters that encode 32 bytes, got ${read.size} bytes`,
  };
}

/**
 * The names of the clear fields that contradict the sealed content. The sealed content is right,
 * because only a holder of the secret can write it.
 */
export function contradictions(file: DeviceFile, device: LocalDevice): readonly string[] {
  const { clear } = file;
  const agrees: Record<string, boolean> = {
    server_url: serverUrl(clear.server_url) === serverUrl(device.server_url),
    organization_id: nfc(clear.organization_id) === nfc(device.organization_id),
    user_id: clear.user_id.equals(device.user_id),
    device_id: clear.device_id.equals(device.device_id),
    human_handle:
      clear.human_handle[0] === device.human_handle[0] &&
      nfc(clear.human_handle[1]) === nfc(device.human_handle[1]),
    device_label: nfc(clear.device_label) === nfc(device.device_label),
  };
  return Object.keys(agrees).filter((field) => agrees[field] === false);
}

const nfc = (text: string): string => text.normalize('NFC');

const inspection = Symbol.for('nodejs.util.inspect.custom');

/**
 * Makes a device print and serialize as its name only, so that logging it does not disclose its
 * keys (KEYS-13). Returns the same object.
 */
export function hideKeys(device: LocalDevice): LocalDevice {
  const text = (): string => `device ${device.device_id.hex} of ${device.organization_id} (keys hidden)`;
  Object.defineProperty(device, inspection, { value: text, enumerable: false });
  Object.defineProperty(device, 'toJSON', { value: text, enumerable: false });
  return device;
}

type Refused = Extract<OpenedDevice, { ok: false }>;

const sentences: Record<OpenRefusal, (refused: Refused) => string> = {
  missing: ({ path }) => `${path} does not exist: \`client device list\` shows the devices stored here`,
  unreadable: ({ path, detail }) => `${path} cannot be read (${detail}): look at its owner and permissions`,
  'no-device-file': ({ path, detail }) =>
    `${path} is not a device file (${detail}): it is damaged or another kind of file; a copy from a backup may still open`,
  'unknown-kind': ({ path, detail }) =>
    `${path} is a device file of a kind or version that this client does not know (${detail}): open it with the client that wrote it`,
  changed: ({ path }) =>
    `${path} was changed by another program in the meantime and has not been replaced: try again`,
  'other-protection': ({ path, detail }) => `${path} does not open with the given secret: ${detail}`,
  'needs-code': ({ path }) =>
    `${path} needs a one-time code besides its secret, which this client does not support`,
  'bad-passphrase': ({ detail }) => `the passphrase is not usable: ${detail}`,
  'unusable-parameters': ({ path, detail }) =>
    `${path} needs a password hash that cannot be computed (${detail}): it is damaged or malicious`,
  'cannot-be-opened': ({ path }) =>
    `${path} cannot be opened: the password is wrong, or the file is damaged (the client cannot tell which); try again, and if you are sure of the password, take a copy from a backup or another device`,
  'unknown-content': ({ path, detail }) =>
    `${path} opened, but this client does not know the version of its content (${detail}): use the client that wrote it`,
};

/** Says in one sentence what is wrong with a device file and what the user can do. */
export function explainOpening(refused: Refused): string {
  return sentences[refused.reason](refused);
}
