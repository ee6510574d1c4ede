/** Whether these bytes are an RSA public key in SPKI DER (RFC 5280, section 4.1; RFC 8017, A.1.1). */
export function isRsaPublicKey(der: Uint8Array): boolean {
  const spki = read(der, SEQUENCE);
  const algorithm = read(spki?.content, SEQUENCE);
  if (spki === undefined || algorithm === undefined || spki.rest.length > 0) return false;
  const isRsa = startsWith(algorithm.content, RSA);
  if (!isRsa || !startsWith(algorithm.content.subarray(RSA.length), NULL)) return false;
  const bits = read(algorithm.rest, BIT_STRING);
  if (bits?.content[0] !== 0) return false;
  const key = read(bits.content.subarray(1), SEQUENCE);
  const modulus = read(key?.content, INTEGER);
  return read(modulus?.rest, INTEGER) !== undefined;
}

/** The object identifier of RSA keys, rsaEncryption (RFC 8017), with its header. */
const RSA = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const NULL = [0x05, 0x00];
const SEQUENCE = 0x30;

/** One value of DER: its content, and what follows it. */
interface Element {
  readonly content: Uint8Array;
  readonly rest: Uint8Array;
}

/** Reads a value with this tag, with a length in its shortest form. */
function read(der: Uint8Array | undefined, tag: number): Element | undefined {
  if (der === undefined || der[0] !== tag) return undefined;
  const first = der[1] ?? 0;
  const digits = first < 0x80 ? 0 : first & 0x7f;
  if (digits > 4 || first === 0x80) return undefined;
  let length = first;
  if (digits > 0) {
    length = 0;
    for (let index = 0; index < digits; index++) length = length * 256 + (der[2 + index] ?? 0);
    if (length < 0x80 || (digits > 1 && length < 256 ** (digits - 1))) return undefined;
  }
  const from = 2 + digits;
  if (from + length > der.length) return undefined;
  return { content: der.subarray(from, from + length), rest: der.subarray(from + length) };
}

const startsWith = (bytes: Uint8Array, prefix: readonly number[]): boolean =>
  prefix.every((byte, index) => bytes[index] === byte);
