import { Id } from '../../wire/values.ts';

/**
 * Bytes that are nearly these: another first byte, another last one. Who compares a part, or the
 * length alone, takes one of them for the same.
 */
export const nearMisses = (bytes: Uint8Array): readonly Uint8Array[] => [
  bytes.map((byte, index) => (index === 0 ? byte ^ 1 : byte)),
  bytes.map((byte, index) => (index === bytes.length - 1 ? byte ^ 1 : byte)),
];

/** Identifiers that are nearly this one. */
export const nearIds = ({ bytes }: Id): readonly Id[] => nearMisses(bytes).map((near) => new Id(near));
