export type CryptoErrorCode = 'key-size' | 'argon2id-parameters' | 'argon2id-missing';

/** A fault in the use of cryptography. The message names sizes and limits, never the bytes of a key. */
export class CryptoError extends Error {
  readonly code: CryptoErrorCode;

  constructor(code: CryptoErrorCode, message: string) {
    super(message);
    this.name = 'CryptoError';
    this.code = code;
  }
}

/** Refuses a key of our own that has another size than its algorithm demands (KEYS-01). */
export function demandSize(what: string, bytes: Uint8Array, size: number): void {
  if (bytes.length !== size) {
    throw new CryptoError('key-size', `${what} must have ${size} bytes, got ${bytes.length}`);
  }
}
