import { Uuid } from '@parsec-spec/spec/codec';
import type { Crypto } from '@parsec-spec/spec/crypto';

/** Generates a random identifier in the form of a UUID version 4. */
export function randomUuid(crypto: Crypto): Uuid {
  const bytes = crypto.randomBytes(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return Uuid.of(bytes);
}
