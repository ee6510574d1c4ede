import * as node from 'node:crypto';
import { type Crypto, nodeCrypto } from '@parsec-spec/spec/crypto';
import { hashWasmArgon2id } from './hash-wasm-argon2id.ts';

/**
 * The default provider of cryptography: `node:crypto`, with Argon2id from WebAssembly where Node
 * lacks it.
 */
export const clientCrypto: Crypto =
  typeof node.argon2 === 'function' ? nodeCrypto : { ...nodeCrypto, argon2id: hashWasmArgon2id };
