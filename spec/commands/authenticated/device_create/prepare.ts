import {
  type CheckedCertificate,
  checkSignature,
  type DeviceCertificate,
  readCertificate,
} from '../../../src/certificates/index.ts';
import type { DeviceCreateRequest } from '../../../src/commands/index.ts';
import { type Crypto, isUsableVerifyKey } from '../../../src/crypto/index.ts';
import { type Author, unreadableCertificate } from '../../../src/guards/index.ts';

/**
 * The certificates of a new device, with their signatures verified under the key of the sending
 * device.
 */
export interface DeviceCertificates {
  readonly device: CheckedCertificate<DeviceCertificate>;
  readonly redactedDevice: CheckedCertificate<DeviceCertificate>;
  /** Whether any signature can verify under the key of the new device. */
  readonly deviceKeyUsable: boolean;
}

/**
 * Loads the certificates of a new device. A certificate that does not load is refused here, before
 * the guards (DEV-03).
 */
export async function prepare(request: DeviceCreateRequest, crypto: Crypto, author: Author) {
  const device = readCertificate(request.device_certificate, 'device_certificate');
  const redactedDevice = readCertificate(request.redacted_device_certificate, 'device_certificate');
  if (device === null) return unreadableCertificate('device_create/device-certificate-decodes');
  if (redactedDevice === null)
    return unreadableCertificate('device_create/redacted-device-certificate-decodes');
  const { verify_key } = author.device;
  const prepared: DeviceCertificates = {
    device: await checkSignature(crypto, verify_key, device),
    redactedDevice: await checkSignature(crypto, verify_key, redactedDevice),
    deviceKeyUsable: isUsableVerifyKey(device.content.verify_key),
  };
  return { ok: true, prepared } as const;
}
