import type { Device, Person } from '../cast/index.ts';
import type { Instant } from '../wire/index.ts';
import { deviceContent } from './contents.ts';
import { type CertificateChange, type CertificateContent, makeCertificate } from './make-certificate.ts';
import type { Signer } from './signer.ts';

/**
 * A device certificate and its redacted version: whose device, and the deviations from an honest
 * client.
 */
export interface DevicePairParts {
  readonly person: Person;
  readonly device: Device;
  readonly at: Instant;
  /** Fields changed alike in both certificates. */
  readonly deviceFields?: CertificateContent;
  readonly deviceCertificate?: CertificateChange;
  readonly redactedDeviceCertificate?: CertificateChange;
}

/** Makes both, signed by the same key. */
export function makeDevicePair(parts: DevicePairParts, { key, author }: Signer) {
  const device = { ...deviceContent(parts.person, parts.device, parts.at, author), ...parts.deviceFields };
  return {
    device: makeCertificate(device, key, parts.deviceCertificate),
    redactedDevice: makeCertificate({ ...device, device_label: null }, key, parts.redactedDeviceCertificate),
  };
}
