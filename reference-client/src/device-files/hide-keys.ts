import type { LocalDevice } from '@parsec-spec/spec/device-files';

const inspection = Symbol.for('nodejs.util.inspect.custom');

/** The same device, which now prints and serialises as its name only (KEYS-13): a key must not reach a log because somebody logged an object. */
export function hideKeys(device: LocalDevice): LocalDevice {
  const shown = (): string => `device ${device.device_id.hex} of ${device.organization_id} (keys hidden)`;
  Object.defineProperty(device, inspection, { value: shown, enumerable: false });
  Object.defineProperty(device, 'toJSON', { value: shown, enumerable: false });
  return device;
}
