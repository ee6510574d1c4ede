import * as node from 'node:crypto';
import { type Crypto, syncCrypto } from '@parsec-spec/spec/crypto';
import { hashWasmArgon2id } from '../argon2id.ts';

/** `node:crypto`, with Argon2id from WebAssembly where Node lacks it. */
export const clientCrypto: Crypto =
  typeof node.argon2 === 'function' ? syncCrypto : { ...syncCrypto, argon2id: hashWasmArgon2id };

/** In the header `User-Agent`. */
export const systemName: string = process.platform;

export {
  joinPath,
  listFolder,
  readOwnFile,
  readSmallFile,
  removeSecretFile,
  renameSecretFile,
  resolveLinks,
  writeSecretFile,
} from './node-files.ts';
