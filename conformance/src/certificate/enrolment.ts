import type { Device } from '../cast/index.ts';
import { type DevicePairParts, makeDevicePair } from './device-pair.ts';
import { type History, historyOfPairs } from './history.ts';
import type { Message } from './message.ts';
import { signedBy } from './signer.ts';
import { makeUserPair, type UserPairParts } from './user-pair.ts';

/**
 * The parts of an enrolment: the user, the author, the date, and the deviations from an honest
 * client.
 */
export interface EnrolmentParts extends UserPairParts, DevicePairParts {
  /** The device that signs, and the author that all four certificates name. */
  readonly author: Device;
  readonly profile: string;
  /** Fields that replace those of the honest command; `undefined` leaves one out. */
  readonly command?: Readonly<Record<string, unknown>>;
}

/** A `user_create` command ready to send, with the parts that it was made of. */
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

/** Makes a `user_create` command (USER rows): honest except for the given changes. */
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
