import type { Device } from '../cast/index.ts';
import { type DevicePairParts, makeDevicePair } from './device-pair.ts';
import type { History } from './history.ts';
import type { Message } from './message.ts';
import { signedBy } from './signer.ts';

/**
 * The parts of a device addition: whose device, its author, its date, and the deviations from an
 * honest client.
 */
export interface DeviceAdditionParts extends DevicePairParts {
  /** The device that signs, and the author that both certificates name. */
  readonly author: Device;
  /** Fields that replace those of the honest command; `undefined` leaves one out. */
  readonly command?: Readonly<Record<string, unknown>>;
}

/** A `device_create` command ready to send, with the parts that it was made of. */
export interface DeviceAddition extends DeviceAdditionParts {
  readonly history: History;
  readonly message: Message;
  readonly certificates: { readonly device: Uint8Array; readonly redactedDevice: Uint8Array };
}

/** Makes a `device_create` command (DEV rows): honest except for the given changes. */
export function makeDeviceAddition(parts: DeviceAdditionParts): DeviceAddition {
  const certificates = makeDevicePair(parts, signedBy(parts.author));
  const message = {
    cmd: 'device_create',
    device_certificate: certificates.device,
    redacted_device_certificate: certificates.redactedDevice,
    ...parts.command,
  };
  const history = { full: [certificates.device], redacted: [certificates.redactedDevice] };
  return { ...parts, message, certificates, history };
}
