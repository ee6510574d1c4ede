import { findDevice, listDevices } from '../device-files/index.ts';
import type { Ended } from './ended.ts';

/** The path of the device meant: the file named, or the only one there is. */
export async function theDevice(folder: string, file: string | undefined): Promise<string | Ended> {
  if (file !== undefined) return file;
  const found = findDevice((await listDevices(folder)).devices, undefined);
  if (found.ok) return found.device.path;
  return found.reason === 'none'
    ? { code: 'missing', message: `no device in ${folder}` }
    : { code: 'bad-input', message: `${found.among.length} devices in ${folder}: name one` };
}
