import { type Encodable, isTextMap } from '../codec/index.ts';
import type { Crypto } from '../crypto/index.ts';
import { type PayloadOf, payloadShapes } from '../generated/payloads.ts';
import { explain } from '../schemas/validate.ts';
import { normalizeLabels, readDocument, writeDocument } from './document.ts';

export { type PayloadOf, payloadShapes };

/**
 * A type of payload. Greeter and claimer exchange payloads after comparing codes
 * (spec/protocol/client-greeting.md): the claimer's request at step 6, the greeter's confirmation
 * at step 7.
 */
export type PayloadType = keyof PayloadOf;
/** A payload of any type. */
export type Payload = PayloadOf[PayloadType];

/**
 * Seals a payload as it is sent: `secretbox(shared key, 00 ++ zstd(msgpack))`, not signed. Its keys
 * are written in Parsec's order whatever their order in the argument.
 * @param sharedKey 32 bytes, from `sharedSecret`.
 */
export function sealPayload(crypto: Crypto, sharedKey: Uint8Array, payload: Payload): Uint8Array {
  const fields = payload as unknown as Readonly<Record<string, Encodable>>;
  const ordered = payloadShapes[payload.type].keys.map((key) => [key, fields[key]] as const);
  const plain = writeDocument(Object.fromEntries(ordered));
  try {
    return crypto.secretboxSeal(sharedKey, crypto.randomBytes(24), plain);
  } finally {
    // A payload may contain the private key of a user.
    plain.fill(0);
  }
}

/** Why a payload cannot be read, under the name with which the receiver cancels (GREET-32). */
export type PayloadProblem = 'UNDECIPHERABLE_PAYLOAD' | 'UNDESERIALIZABLE_PAYLOAD';

/** An opened payload, or why it cannot be read. */
export type OpenedPayload<T extends PayloadType> =
  | { readonly ok: true; readonly payload: PayloadOf[T] }
  | { readonly ok: false; readonly reason: PayloadProblem; readonly detail: string };

/**
 * Opens a payload of the expected type. It is as strict as for certificates: an unknown key is
 * dropped; a missing, doubled or wrong key refuses the whole payload; labels are normalized.
 */
export function openPayload<T extends PayloadType>(
  crypto: Crypto,
  sharedKey: Uint8Array,
  bytes: Uint8Array,
  type: T,
): OpenedPayload<T> {
  const opened = crypto.secretboxOpen(sharedKey, bytes);
  if (!opened.ok) return { ok: false, reason: 'UNDECIPHERABLE_PAYLOAD', detail: 'it does not decrypt' };
  const read = readDocument(opened.plain);
  opened.plain.fill(0);
  if (!read.ok) return unreadable(`it is not a document (${read.reason})`);
  const { document } = read;
  if (!isTextMap(document)) return unreadable('it must be a map of text keys');
  if (document.type !== type) return unreadable(`its type must be ${type}`);
  const { schema, keys } = payloadShapes[type];
  const detail = explain(schema, document);
  if (detail !== undefined) return unreadable(detail);
  const entries = keys.map((key) => [key, normalizeLabels(key, document[key])]);
  return { ok: true, payload: Object.fromEntries(entries) as PayloadOf[T] };
}

const unreadable = (detail: string) => ({ ok: false, reason: 'UNDESERIALIZABLE_PAYLOAD', detail }) as const;
