import type { StoredDevice } from './list-devices.ts';

export type FoundDevice =
  | { ok: true; device: StoredDevice }
  | { ok: false; reason: 'none' | 'several'; among: readonly StoredDevice[] };

/** The one device that the first digits of a device id name, or the only one there is when none are given. */
export function findDevice(devices: readonly StoredDevice[], prefix: string | undefined): FoundDevice {
  const wanted = (prefix ?? '').toLowerCase().replaceAll('-', '');
  const among = devices.filter((device) => device.deviceId.hex.startsWith(wanted));
  const [only] = among;
  if (only === undefined) return { ok: false, reason: 'none', among: devices };
  return among.length === 1 ? { ok: true, device: only } : { ok: false, reason: 'several', among };
}
