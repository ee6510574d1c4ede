import type { Crypto } from '@parsec-spec/spec/crypto';
import { type DeviceFile, type LocalDevice, readDeviceFile } from '@parsec-spec/spec/device-files';
import { readSmallFile } from './read-file.ts';
import { type SealRefusal, type Secret, unseal } from './unseal.ts';

/** Why there is no device (KEYS-07). The first four need no secret to be told; a file is never changed by trying. `changed`: by somebody else, while it was being changed here. */
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
      /** The sealed bytes: what a change of password seals again. Its owner wipes them. */
      plain: Uint8Array;
      /** Clear facts that the sealed content contradicts, and overrules. */
      contradictions: readonly string[];
    }
  | { ok: false; path: string; reason: OpenRefusal; detail: string };

/** Opens the device file at a path. */
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
