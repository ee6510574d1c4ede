export { clientCrypto } from './client-crypto.ts';
export { hashWasmArgon2id } from './hash-wasm-argon2id.ts';
