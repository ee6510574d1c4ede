import type { StoredDevice } from './list-devices.ts';

export type FoundDevice =
  | { ok: true; device: StoredDevice }
  | { ok: false; reason: 'none' | 'several'; candidates: readonly StoredDevice[] };

/**
 * Finds the device whose id starts with `prefix`, or the only device if there is no prefix.
 *
 * @param prefix hex digits; case and hyphens do not matter
 */
export function findDevice(devices: readonly StoredDevice[], prefix: string | undefined): FoundDevice {
  const wanted = (prefix ?? '').toLowerCase().replaceAll('-', '');
  const candidates = devices.filter((device) => device.deviceId.hex.startsWith(wanted));
  const [only] = candidates;
  if (only === undefined) return { ok: false, reason: 'none', candidates: devices };
  return candidates.length === 1 ? { ok: true, device: only } : { ok: false, reason: 'several', candidates };
}
