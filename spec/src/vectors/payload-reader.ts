import { toNotation } from '../notation/index.ts';
import { openPayload, type PayloadType, sealPayload } from '../payloads/index.ts';
import { bytesOf, hexOf } from './hex.ts';
import { refused, type VectorReader } from './reading.ts';

/**
 * Reads payloads of one type under `given.key` (GREET-32). Seals them again with the same nonce.
 */
export const payloadReader =
  (type: PayloadType): VectorReader =>
  ({ bytes, given, crypto }) => {
    const key = bytesOf(given.key);
    const opened = openPayload(crypto, key, bytes, type);
    if (!opened.ok) return refused(`${opened.reason}: ${opened.detail}`);
    const again = { ...crypto, randomBytes: () => bytes.slice(0, 24) };
    return {
      ok: true,
      value: toNotation(opened.payload),
      written: hexOf(sealPayload(again, key, opened.payload)),
    };
  };
