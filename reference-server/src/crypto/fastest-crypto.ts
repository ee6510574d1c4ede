import { nodeCrypto, type SyncCrypto } from '@parsec-spec/spec/crypto';

/**
 * What a server under load verifies signatures with: libsodium's native build where it is installed, at less than half
 * the cost of node:crypto, which does everything else, and this too where there is no such build. A server made by
 * `createServer` stays with node:crypto unless told otherwise, so that the judge, who has libsodium, judges another library.
 */
export async function fastestCrypto(): Promise<SyncCrypto> {
  try {
    const { default: sodium } = await import('sodium-native');
    const fast: SyncCrypto = {
      ...nodeCrypto,
      name: 'node:crypto, verifying by libsodium',
      verify: (verifyKey, message, signature) =>
        verifyKey.length === 32 &&
        signature.length === 64 &&
        sodium.crypto_sign_verify_detached(signature, message, verifyKey),
    };
    // A build for another machine loads and fails later: better now.
    fast.verify(new Uint8Array(32), new Uint8Array(1), new Uint8Array(64));
    return fast;
  } catch {
    return nodeCrypto;
  }
}
