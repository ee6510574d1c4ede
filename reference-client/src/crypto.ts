export { clientCrypto } from '#platform';
export { hashWasmArgon2id } from './argon2id.ts';
