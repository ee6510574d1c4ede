import type { Device } from '../cast/index.ts';
import { type DevicePairParts, makeDevicePair } from './device-pair.ts';
import type { History } from './history.ts';
import type { Message } from './message.ts';
import { signedBy } from './signer.ts';

/**
 * Whose device is added by which, when, and what is otherwise than an honest client would have it.
 */
export interface DeviceAdditionParts extends DevicePairParts {
  /** The device that signs, and that both certificates name as author. */
  readonly author: Device;
  /** Fields of the command itself put over the honest ones; `undefined` leaves one out. */
  readonly command?: Readonly<Record<string, unknown>>;
}

/** A `device_create` command ready to send, and what it was made of. */
export interface DeviceAddition extends DeviceAdditionParts {
  readonly history: History;
  readonly message: Message;
  readonly certificates: { readonly device: Uint8Array; readonly redactedDevice: Uint8Array };
}

/** Makes a `device_create` command (DEV rows): honest but for the changes asked for. */
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
