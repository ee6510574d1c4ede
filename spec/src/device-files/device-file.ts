import { type Encodable, encode } from '../codec/index.ts';
import type {
  DeviceFileClear,
  DeviceFileKeyring,
  DeviceFilePassword,
  DeviceFileRecovery,
  LocalDevice,
} from '../generated/types.ts';
import { formatServerUrl, parseServerUrl } from '../urls/index.ts';

/**
 * Protections whose files are recognized and listed but not opened by this project: a smart card,
 * an account's vault, an OpenBao server.
 */
export const unopenedProtections = ['pki', 'account_vault', 'openbao'] as const;

/**
 * A decoded device file (spec/protocol/client-keys.md), by the kind of its protection. The clear
 * fields are untrusted, since they are not bound to the sealed device.
 */
export type DeviceFile =
  | { kind: 'password'; clear: DeviceFilePassword }
  | { kind: 'keyring'; clear: DeviceFileKeyring }
  | { kind: 'recovery'; clear: DeviceFileRecovery }
  | { kind: (typeof unopenedProtections)[number]; clear: DeviceFileClear };

/** The kind of protection of a device file. */
export type DeviceFileKind = DeviceFile['kind'];

/** The bytes to seal: 14 keys in the order of Scille's client (spec/protocol/client-keys.md). */
export function encodeLocalDevice(device: LocalDevice): Uint8Array {
  return encode({
    type: 'local_device',
    server_url: device.server_url,
    organization_id: device.organization_id,
    root_verify_key: device.root_verify_key,
    user_id: device.user_id,
    device_id: device.device_id,
    device_label: device.device_label,
    human_handle: device.human_handle,
    signing_key: device.signing_key,
    private_key: device.private_key,
    initial_profile: device.initial_profile,
    user_realm_id: device.user_realm_id,
    user_realm_key: device.user_realm_key,
    local_symkey: device.local_symkey,
  });
}

/**
 * The bytes of a device file, with its keys in the order of Scille's client
 * (spec/protocol/client-keys.md).
 */
export function encodeDeviceFile(file: DeviceFilePassword | DeviceFileRecovery): Uint8Array {
  const common = {
    type: file.type,
    created_on: file.created_on,
    protected_on: file.protected_on,
    server_url: file.server_url,
    organization_id: file.organization_id,
    user_id: file.user_id,
    device_id: file.device_id,
    human_handle: file.human_handle,
    device_label: file.device_label,
  } satisfies Encodable;
  if (file.type === 'recovery') return encode({ ...common, ciphertext: file.ciphertext });
  const { type, memlimit_kb, opslimit, parallelism, salt } = file.algorithm;
  return encode({
    ...common,
    algorithm: { type, memlimit_kb, opslimit, parallelism, salt },
    ciphertext: file.ciphertext,
    totp_opaque_key_id: file.totp_opaque_key_id ?? null,
  });
}

/**
 * The server address in the form of device files (spec/protocol/links.md): http or https, no path,
 * written with a final slash.
 * @returns undefined when the text is not such an address.
 */
export function serverUrl(text: string): string | undefined {
  const parsed = parseServerUrl(text);
  return parsed.ok ? formatServerUrl(parsed.address) : undefined;
}
