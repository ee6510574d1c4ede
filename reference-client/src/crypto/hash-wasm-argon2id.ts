import type { Argon2idParameters } from '@parsec-spec/spec/crypto';
import { argon2id } from 'hash-wasm';

/** Argon2id where the platform has none (browsers, Node before 24.7): the same 32 bytes, computed in WebAssembly. To be given to `webCrypto`. */
export function hashWasmArgon2id(password: Uint8Array, parameters: Argon2idParameters): Promise<Uint8Array> {
  const { salt, memlimitKib, opslimit, parallelism } = parameters;
  return argon2id({
    password,
    salt,
    memorySize: memlimitKib,
    iterations: opslimit,
    parallelism,
    hashLength: 32,
    outputType: 'binary',
  });
}
