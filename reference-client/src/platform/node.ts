import * as node from 'node:crypto';
import { type Crypto, syncCrypto } from '@parsec-spec/spec/crypto';
import { hashWasmArgon2id } from '../argon2id.ts';

/** `node:crypto`, with Argon2id from WebAssembly where Node lacks it. */
export const clientCrypto: Crypto =
  typeof node.argon2 === 'function' ? syncCrypto : { ...syncCrypto, argon2id: hashWasmArgon2id };
