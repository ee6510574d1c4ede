import { writeDocument } from '../certificates/index.ts';
import type { Encodable } from '../codec/index.ts';
import type { Crypto } from '../crypto/index.ts';
import { type Payload, payloadShapes } from './payload.ts';

/**
 * A payload as it is sent: `secretbox(shared key, 00 ++ zstd(msgpack))`, not signed. Its keys are
 * written in Parsec's order whatever their order in the argument.
 */
export function sealPayload(crypto: Crypto, sharedKey: Uint8Array, payload: Payload): Uint8Array {
  const given = payload as unknown as Readonly<Record<string, Encodable>>;
  const ordered = payloadShapes[payload.type].keys.map((key) => [key, given[key]] as const);
  const plain = writeDocument(Object.fromEntries(ordered));
  try {
    return crypto.secretboxSeal(sharedKey, crypto.randomBytes(24), plain);
  } finally {
    // A payload may contain the private key of a user.
    plain.fill(0);
  }
}
