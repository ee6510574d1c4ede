export type CryptoErrorCode = 'key-size' | 'argon2id-parameters' | 'argon2id-missing';

/** A misuse of cryptography. The message names sizes and limits, never the bytes of a key. */
export class CryptoError extends Error {
  readonly code: CryptoErrorCode;

  constructor(code: CryptoErrorCode, message: string) {
    super(message);
    this.name = 'CryptoError';
    this.code = code;
  }
}

/**
 * Refuses a key of our own whose size does not match its algorithm (KEYS-01).
 * @throws {CryptoError} `key-size`.
 */
export function demandSize(what: string, bytes: Uint8Array, size: number): void {
  if (bytes.length !== size) {
    throw new CryptoError('key-size', `${what} must have ${size} bytes, got ${bytes.length}`);
  }
}
