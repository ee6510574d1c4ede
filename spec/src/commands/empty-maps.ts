import { type Decoded, type DecodedObject, isTextMap } from '../codec/index.ts';

/**
 * Replaces each empty map under the given fields by a `Map`. The decoder takes an empty map for a
 * map of texts, because it does not show the kind of its keys.
 */
export function settleEmptyMaps(message: DecodedObject, fields: readonly string[]): void {
  for (const field of fields) {
    const given = message[field];
    if (isTextMap(given) && Object.keys(given).length === 0) message[field] = new Map<Decoded, Decoded>();
  }
}
