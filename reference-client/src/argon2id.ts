import { type Argon2idParameters, checkArgon2idParameters } from '@parsec-spec/spec/crypto';
import { argon2id } from 'hash-wasm';

/**
 * Argon2id in WebAssembly for platforms without it (browsers, Node before 24.7). Pass it to
 * `webCrypto`.
 *
 * @returns 32 bytes
 * @throws {CryptoError} `argon2id-parameters` for parameters out of range
 */
export async function hashWasmArgon2id(
  password: Uint8Array,
  parameters: Argon2idParameters,
): Promise<Uint8Array> {
  checkArgon2idParameters(parameters);
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
