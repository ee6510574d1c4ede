import type { Uuid } from '../codec/index.ts';
import { REDACTED_DOMAIN } from './email-address.ts';
import type { HumanHandlePair } from './human-handle.ts';

/**
 * The handle that readers show for a user whose certificate is redacted. It is never written into
 * one (spec/protocol/certificates.md).
 */
export const redactedHumanHandle = (userId: Uuid): HumanHandlePair => [
  `${userId.hex}@${REDACTED_DOMAIN}`,
  userId.hex,
];

/**
 * The label that readers show for a device whose certificate is redacted. It is never written into
 * one.
 */
export const redactedDeviceLabel = (deviceId: Uuid): string => deviceId.hex;
