import type { DateTime } from '../../../src/codec/index.ts';
import { addDevice, type NewDevice, newDeviceCertificates, recordKind } from '../../../src/state/index.ts';

/** A device was added to a user (DEV-01). */
export interface DeviceCreated extends NewDevice {
  readonly record: 'device_created';
  readonly at: DateTime;
}

/** Adds a device. */
export const device_created = recordKind<DeviceCreated>({
  apply: addDevice,
  certificates: newDeviceCertificates,
});
