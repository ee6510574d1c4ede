import { deviceContent, redacted, userContent } from '../../people/certificate-contents.ts';
import { sealBytes } from '../../people/greeting-secrets.ts';
import type { SigningKey } from '../../people/keys.ts';
import { encode } from '../../wire/encode.ts';
import type { Id, Instant } from '../../wire/values.ts';
import { compress } from '../../wire/zstd.ts';
import { signCertificate } from '../certificate-history.ts';
import type { JourneyCast } from './cast.ts';

type Side = JourneyCast['greeter'];

/**
 * The certificates of a new user and the first device, full and redacted, with the same author and
 * timestamp.
 */
export async function certificatesOf(
  side: Side,
  profile: string,
  at: Instant,
  by: { readonly id: Id | null; readonly key: SigningKey },
): Promise<Readonly<Record<string, Uint8Array>>> {
  const [email, label] = side.handle;
  const device = { id: side.device, label: side.label, key: side.key };
  const person = { name: label, userId: side.user, email, label, privateKey: side.privateKey, device };
  const user = userContent(person, at, profile, by.id);
  const first = deviceContent(person, device, at, by.id);
  return {
    user_certificate: await signCertificate(user, by.key),
    device_certificate: await signCertificate(first, by.key),
    redacted_user_certificate: await signCertificate(redacted(user), by.key),
    redacted_device_certificate: await signCertificate(redacted(first), by.key),
  };
}

/**
 * Seals a payload under the shared key: format byte 00 and the document, compressed in the way of
 * Scille's client.
 */
export async function payload(
  key: Uint8Array,
  nonce: Uint8Array,
  content: Readonly<Record<string, unknown>>,
): Promise<Uint8Array> {
  const document = Buffer.concat([Uint8Array.of(0), await compress(encode(content))]);
  return sealBytes(key, nonce, document);
}
