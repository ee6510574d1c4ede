import { Id } from '../../wire/values.ts';

/**
 * Bytes that differ only in the first or the last byte. A server that compares only the length or a
 * part of the bytes accepts one of them.
 */
export const nearBytes = (bytes: Uint8Array): readonly Uint8Array[] => [
  bytes.map((byte, index) => (index === 0 ? byte ^ 1 : byte)),
  bytes.map((byte, index) => (index === bytes.length - 1 ? byte ^ 1 : byte)),
];

/** Identifiers that differ from this one only in the first or the last byte. */
export const nearIds = ({ bytes }: Id): readonly Id[] => nearBytes(bytes).map((near) => new Id(near));
