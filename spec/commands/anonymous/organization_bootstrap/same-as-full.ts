import type { DeviceCertificate, UserCertificate } from '../../../src/commands/index.ts';
import { DateTime, Uuid } from '../../../src/codec/index.ts';

type Field<Certificate> = Exclude<keyof Certificate, 'type' | 'algorithm'>;

/** Does a redacted user certificate say the same as the full one in this field? */
export const sameUser = (
  field: Field<UserCertificate>,
  full: UserCertificate,
  redacted: UserCertificate,
): boolean => equal(full[field], redacted[field]);

/** The same of device certificates; an absent purpose is STANDARD. */
export const sameDevice = (
  field: Field<DeviceCertificate>,
  full: DeviceCertificate,
  redacted: DeviceCertificate,
): boolean =>
  field === 'purpose'
    ? (full.purpose ?? 'STANDARD') === (redacted.purpose ?? 'STANDARD')
    : equal(full[field], redacted[field]);

function equal(left: unknown, right: unknown): boolean {
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right) === 0;
  if (DateTime.is(left) && DateTime.is(right)) return left.equals(right);
  if (Uuid.is(left) && Uuid.is(right)) return left.equals(right);
  // An absent author is nil: signed by the root key.
  return (left ?? null) === (right ?? null);
}
