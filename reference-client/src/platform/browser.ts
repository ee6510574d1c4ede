import { type Crypto, webCrypto } from '@parsec-spec/spec/crypto';
import { hashWasmArgon2id } from '../argon2id.ts';

const { subtle } = globalThis.crypto;

/** WebCrypto, with Argon2id from WebAssembly. */
export const clientCrypto: Crypto = webCrypto(subtle, (array) => globalThis.crypto.getRandomValues(array), {
  argon2id: hashWasmArgon2id,
});
