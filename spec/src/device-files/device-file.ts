import type {
  DeviceFileClear,
  DeviceFileKeyring,
  DeviceFilePassword,
  DeviceFileRecovery,
} from '../generated/types.ts';

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

export type DeviceFileKind = DeviceFile['kind'];
