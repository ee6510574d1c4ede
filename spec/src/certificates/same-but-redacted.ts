import { DateTime, Uuid } from '../codec/index.ts';
import type { DeviceCertificate, UserCertificate } from './certificate.ts';
import { certificateShapes } from './certificate-shapes.ts';

/** Do a full certificate and its redacted twin agree in every field but the name (crypto-and-data §3)? */
export function sameButRedacted<C extends UserCertificate | DeviceCertificate>(
  full: C,
  redacted: C,
): boolean {
  return certificateShapes[full.type].keys
    .filter((key) => key !== 'human_handle' && key !== 'device_label')
    .every((key) => equal(Reflect.get(full, key), Reflect.get(redacted, key)));
}

function equal(left: unknown, right: unknown): boolean {
  if (Uuid.is(left) && Uuid.is(right)) return left.equals(right);
  if (DateTime.is(left) && DateTime.is(right)) return left.equals(right);
  if (left instanceof Uint8Array && right instanceof Uint8Array) {
    return left.length === right.length && left.every((byte, index) => byte === right[index]);
  }
  return left === right;
}
