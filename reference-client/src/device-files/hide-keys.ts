import type { LocalDevice } from '@parsec-spec/spec/device-files';

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
