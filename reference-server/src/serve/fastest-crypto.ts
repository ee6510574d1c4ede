import { type SyncCrypto, syncCrypto } from '@parsec-spec/spec/crypto';

/**
 * The crypto of a server under load. Signatures are verified by libsodium's native build if it is
 * installed, at less than half the cost of node:crypto, which does everything else. `createServer`
 * uses node:crypto by default: the conformance suite verifies with libsodium and must judge a
 * different library.
 */
export async function fastestCrypto(): Promise<SyncCrypto> {
  try {
    const { default: sodium } = await import('sodium-native');
    const fast: SyncCrypto = {
      ...syncCrypto,
      name: 'node:crypto, verifying by libsodium',
      verify: (verifyKey, message, signature) =>
        verifyKey.length === 32 &&
        signature.length === 64 &&
        sodium.crypto_sign_verify_detached(signature, message, verifyKey),
    };
    // A build for another machine only fails when it is called, so call it now.
    fast.verify(new Uint8Array(32), new Uint8Array(1), new Uint8Array(64));
    return fast;
  } catch {
    return syncCrypto;
  }
}
