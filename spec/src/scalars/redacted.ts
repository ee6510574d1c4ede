import type { Uuid } from '../codec/index.ts';
import { REDACTED_DOMAIN } from './email-address.ts';
import type { HumanHandlePair } from './human-handle.ts';

/** What readers show for a user whose certificate is redacted; never written into one (spec/protocol/certificates.md). */
export const redactedHumanHandle = (userId: Uuid): HumanHandlePair => [
  `${userId.hex}@${REDACTED_DOMAIN}`,
  userId.hex,
];

/** What readers show for a device whose certificate is redacted; never written into one. */
export const redactedDeviceLabel = (deviceId: Uuid): string => deviceId.hex;
