import type { Crypto } from '@parsec-spec/spec/crypto';
import { type DeviceFile, type LocalDevice, readDeviceFile } from '@parsec-spec/spec/device-files';
import { readSmallFile } from './read-file.ts';
import { type SealRefusal, type Secret, unseal } from './unseal.ts';

/**
 * Why a device file does not open (KEYS-07). The first four need no secret to find out. `changed`:
 * another program changed the file while this client was changing it.
 */
export type OpenRefusal =
  | 'missing'
  | 'unreadable'
  | 'no-device-file'
  | 'unknown-kind'
  | 'changed'
  | SealRefusal;

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
 * @returns the device, or the reason why it does not open (see explainOpening)
 * @example
 * ```ts
 * const secret = { kind: 'password', password } as const;
 * const opened = await openDevice(clientCrypto, path, secret);
 * if (!opened.ok) console.error(explainOpening(opened));
 * ```
 */
export async function openDevice(crypto: Crypto, path: string, secret: Secret): Promise<OpenedDevice> {
  const read = await readSmallFile(path);
  if (!read.ok) return { ...read, path };
  const decoded = readDeviceFile(read.bytes);
  if (!decoded.ok) return { ...decoded, path };
  const unsealed = await unseal(crypto, decoded.file, secret);
  if (!unsealed.ok) return { ...unsealed, path };
  const { device, plain, contradictions } = unsealed;
  return { ok: true, path, file: decoded.file, device, plain, contradictions };
}
