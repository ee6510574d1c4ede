import * as peculiar from '@peculiar/webcrypto';
import { type Crypto, portableCrypto, syncCrypto, webCrypto } from '../../src/crypto/index.ts';

const runtime = globalThis.crypto;
const other = new peculiar.Crypto();

/**
 * Every provider of the project, by name. Those that run in a browser use another implementation of
 * Argon2id, as a client there does.
 */
export const providers: readonly Crypto[] = [
  syncCrypto,
  { ...portableCrypto, argon2id: syncCrypto.argon2id },
  webCrypto(runtime.subtle, (array) => runtime.getRandomValues(array), {
    name: 'runtime WebCrypto',
    argon2id: syncCrypto.argon2id,
  }),
  webCrypto(other.subtle, (array) => other.getRandomValues(array), {
    name: '@peculiar/webcrypto',
    argon2id: syncCrypto.argon2id,
  }),
];
