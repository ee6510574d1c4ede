import type {
  DeviceFileClear,
  DeviceFileKeyring,
  DeviceFilePassword,
  DeviceFileRecovery,
} from '../generated/types.ts';

/** Protections whose files are recognised and listed, but opened by nobody here: a smart card, an account's vault, an OpenBao server. */
export const sealedElsewhere = ['pki', 'account_vault', 'openbao'] as const;

/** A device file as decoded (spec/protocol/client-keys.md), by the kind of its protection. The clear facts are a stranger's word: nothing binds them to the sealed device. */
export type DeviceFile =
  | { kind: 'password'; clear: DeviceFilePassword }
  | { kind: 'keyring'; clear: DeviceFileKeyring }
  | { kind: 'recovery'; clear: DeviceFileRecovery }
  | { kind: (typeof sealedElsewhere)[number]; clear: DeviceFileClear };

export type DeviceFileKind = DeviceFile['kind'];
