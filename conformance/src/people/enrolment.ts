import type { Instant, Message } from '../wire/values.ts';
import { type AddedCertificates, certificatesOfPairs, type UserCertificates } from './added-certificates.ts';
import type { Device, Person } from './cast.ts';
import { deviceContent, redacted, userContent } from './certificate-contents.ts';
import {
  type CertificateChange,
  type CertificateContent,
  makeCertificate,
  type Signer,
} from './certificates.ts';

/** What a user certificate and its redacted version are made of. The optional parts break them. */
export interface UserPairParts {
  readonly person: Person;
  readonly at: Instant;
  /** Fields that change in both certificates. */
  readonly user?: CertificateContent;
  readonly userCertificate?: CertificateChange;
  readonly redactedUserCertificate?: CertificateChange;
}

/** Makes a user certificate and its redacted version, signed by the same key. */
export function makeUserPair(parts: UserPairParts, { key, id }: Signer, profile: string) {
  const user = { ...userContent(parts.person, parts.at, profile, id), ...parts.user };
  return {
    user: makeCertificate(user, key, parts.userCertificate),
    redactedUser: makeCertificate(redacted(user), key, parts.redactedUserCertificate),
  };
}

/**
 * What a device certificate and its redacted version are made of. The optional parts break them.
 */
export interface DevicePairParts {
  readonly person: Person;
  readonly device: Device;
  readonly at: Instant;
  /** Fields that change in both certificates. */
  readonly deviceFields?: CertificateContent;
  readonly deviceCertificate?: CertificateChange;
  readonly redactedDeviceCertificate?: CertificateChange;
}

/** Makes a device certificate and its redacted version, signed by the same key. */
export function makeDevicePair(parts: DevicePairParts, { key, id }: Signer) {
  const device = { ...deviceContent(parts.person, parts.device, parts.at, id), ...parts.deviceFields };
  return {
    device: makeCertificate(device, key, parts.deviceCertificate),
    redactedDevice: makeCertificate(redacted(device), key, parts.redactedDeviceCertificate),
  };
}

/** What a `user_create` command is made of. The optional parts break it. */
export interface EnrolmentParts extends UserPairParts, DevicePairParts {
  /** The device that signs all four certificates, which name it as author. */
  readonly author: Device;
  readonly profile: string;
  /** Fields that replace those of the honest command. `undefined` leaves a field out. */
  readonly command?: Readonly<Record<string, unknown>>;
}

/** A `user_create` command, its certificates, and what they were made of. */
export interface Enrolment extends EnrolmentParts {
  readonly added: AddedCertificates;
  readonly message: Message;
  readonly certificates: UserCertificates;
}

/** Makes a `user_create` command (USER rows). It is honest except for the optional parts. */
export function makeEnrolment(parts: EnrolmentParts): Enrolment {
  const certificates = {
    ...makeUserPair(parts, parts.author, parts.profile),
    ...makeDevicePair(parts, parts.author),
  };
  const message = {
    cmd: 'user_create',
    user_certificate: certificates.user,
    device_certificate: certificates.device,
    redacted_user_certificate: certificates.redactedUser,
    redacted_device_certificate: certificates.redactedDevice,
    ...parts.command,
  };
  return { ...parts, message, certificates, added: certificatesOfPairs(certificates) };
}

/** What a `device_create` command is made of. The optional parts break it. */
export interface DeviceAdditionParts extends DevicePairParts {
  /** The device that signs both certificates, which name it as author. */
  readonly author: Device;
  /** Fields that replace those of the honest command. `undefined` leaves a field out. */
  readonly command?: Readonly<Record<string, unknown>>;
}

/** A `device_create` command, its certificates, and what they were made of. */
export interface DeviceAddition extends DeviceAdditionParts {
  readonly added: AddedCertificates;
  readonly message: Message;
  readonly certificates: { readonly device: Uint8Array; readonly redactedDevice: Uint8Array };
}

/** Makes a `device_create` command (DEV rows). It is honest except for the optional parts. */
export function makeDeviceAddition(parts: DeviceAdditionParts): DeviceAddition {
  const certificates = makeDevicePair(parts, parts.author);
  const message = {
    cmd: 'device_create',
    device_certificate: certificates.device,
    redacted_device_certificate: certificates.redactedDevice,
    ...parts.command,
  };
  const added = { full: [certificates.device], redacted: [certificates.redactedDevice] };
  return { ...parts, message, certificates, added };
}
