import { DateTime, Uuid } from '../codec/index.ts';
import type { RedactableCertificate } from './certificate.ts';

/** Whether a redacted certificate agrees with the full one in this field. */
export function sameField<C extends RedactableCertificate>(field: keyof C, full: C, redacted: C): boolean {
  const left: unknown = full[field];
  const right: unknown = redacted[field];
  if (Uuid.is(left) && Uuid.is(right)) return left.equals(right);
  if (DateTime.is(left) && DateTime.is(right)) return left.equals(right);
  if (left instanceof Uint8Array && right instanceof Uint8Array) {
    return left.length === right.length && left.every((byte, index) => byte === right[index]);
  }
  return left === right;
}
