import { findDevice, listDevices } from '../device-files/index.ts';
import type { ActResult } from './ended.ts';

/** The path of the named file, or of the only device in the folder. */
export async function selectDevice(folder: string, file: string | undefined): Promise<string | ActResult> {
  if (file !== undefined) return file;
  const found = findDevice((await listDevices(folder)).devices, undefined);
  if (found.ok) return found.device.path;
  return found.reason === 'none'
    ? { code: 'missing', message: `no device in ${folder}` }
    : { code: 'bad-input', message: `${found.candidates.length} devices in ${folder}: name one` };
}
