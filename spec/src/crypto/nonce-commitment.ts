import { constantTimeEqual } from './constant-time-equal.ts';
import type { Crypto, MaybePromise } from './crypto.ts';

/** Size in bytes of a nonce in a greeting (spec/protocol/client-greeting.md). */
export const NONCE_SIZE = 64;

/**
 * The value that the claimer sends before it sees the greeter's nonce: SHA-256 of its own nonce, so
 * that it cannot choose one afterwards.
 */
export const commitNonce = (crypto: Crypto, nonce: Uint8Array): MaybePromise<Uint8Array> =>
  crypto.sha256(nonce);

/** Whether the claimer revealed the nonce that it had committed to (GREET-28). */
export const matchesCommitment = async (
  crypto: Crypto,
  commitment: Uint8Array,
  nonce: Uint8Array,
): Promise<boolean> => constantTimeEqual(await crypto.sha256(nonce), commitment);
