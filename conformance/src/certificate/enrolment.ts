import type { Device } from '../cast/index.ts';
import { type DevicePairParts, makeDevicePair } from './device-pair.ts';
import { type History, historyOfPairs } from './history.ts';
import type { Message } from './message.ts';
import { signedBy } from './signer.ts';
import { makeUserPair, type UserPairParts } from './user-pair.ts';

/**
 * Who is enrolled by which device, when, and what is otherwise than an honest client would have it.
 */
export interface EnrolmentParts extends UserPairParts, DevicePairParts {
  /** The device that signs, and that all four certificates name as author. */
  readonly author: Device;
  readonly profile: string;
  /** Fields of the command itself put over the honest ones; `undefined` leaves one out. */
  readonly command?: Readonly<Record<string, unknown>>;
}

/** A `user_create` command ready to send, and what it was made of. */
export interface Enrolment extends EnrolmentParts {
  readonly history: History;
  readonly message: Message;
  readonly certificates: {
    readonly user: Uint8Array;
    readonly device: Uint8Array;
    readonly redactedUser: Uint8Array;
    readonly redactedDevice: Uint8Array;
  };
}

/** Makes a `user_create` command (USER rows): honest but for the changes asked for. */
export function makeEnrolment(parts: EnrolmentParts): Enrolment {
  const signer = signedBy(parts.author);
  const certificates = {
    ...makeUserPair(parts, signer, parts.profile),
    ...makeDevicePair(parts, signer),
  };
  const message = {
    cmd: 'user_create',
    user_certificate: certificates.user,
    device_certificate: certificates.device,
    redacted_user_certificate: certificates.redactedUser,
    redacted_device_certificate: certificates.redactedDevice,
    ...parts.command,
  };
  return { ...parts, message, certificates, history: historyOfPairs(certificates) };
}
