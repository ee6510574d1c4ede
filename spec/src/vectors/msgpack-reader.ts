import { CodecError, type Decoded, decode, type Encodable, encode } from '../codec/index.ts';
import { toNotation } from '../notation/index.ts';
import { hexOf } from './hex.ts';
import { refused, type VectorReader } from './reading.ts';

/**
 * Reads one msgpack value in wire mode. The encoder and the canonical decoder must agree whether
 * the bytes are ever written.
 */
export const msgpackReader: VectorReader = ({ text, bytes }) => {
  const value = decoded(bytes, 'wire');
  if (value instanceof CodecError) return refused(value.message);
  const written = hexOf(encode(value as Encodable));
  const canonical = decoded(bytes, 'canonical');
  if (canonical instanceof CodecError === (written === text)) {
    return refused('the canonical decoder and the encoder contradict each other');
  }
  return { ok: true, value: toNotation(value), written };
};

function decoded(bytes: Uint8Array, mode: 'wire' | 'canonical'): Decoded | CodecError {
  try {
    return decode(bytes, { mode });
  } catch (error) {
    if (error instanceof CodecError) return error;
    throw error;
  }
}
