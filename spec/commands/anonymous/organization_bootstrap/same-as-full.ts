import type { DeviceCertificate, UserCertificate } from '../../../src/certificates/index.ts';
import { DateTime, Uuid } from '../../../src/codec/index.ts';

/** Does a redacted certificate say the same as the full one in this field? */
export function same<Certificate extends UserCertificate | DeviceCertificate>(
  field: Exclude<keyof Certificate, 'type' | 'algorithm'>,
  full: Certificate,
  redacted: Certificate,
): boolean {
  const left: unknown = full[field];
  const right: unknown = redacted[field];
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right) === 0;
  if (DateTime.is(left) && DateTime.is(right)) return left.equals(right);
  if (Uuid.is(left) && Uuid.is(right)) return left.equals(right);
  return left === right;
}
