export { defaultArgon2id } from './argon2id-limits.ts';
export { constantTimeEqual } from './constant-time-equal.ts';
export type { Argon2idParameters, Crypto, MaybePromise, SyncCrypto } from './crypto.ts';
export { CryptoError, type CryptoErrorCode } from './crypto-error.ts';
export { deriveIdentifier, deriveSecretKey } from './key-derivation.ts';
export { nodeCrypto } from './node-crypto.ts';
export { commitNonce, matchesCommitment, NONCE_SIZE } from './nonce-commitment.ts';
export {
  formatRecoveryPassphrase,
  parseRecoveryPassphrase,
  type RecoveryKey,
} from './recovery-passphrase.ts';
export { isRsaPublicKey } from './rsa-public-key.ts';
export { SAS_CHOICE_COUNT, sasChoices } from './sas-choices.ts';
export { isSasCode, type SasCodes, sasCodeOf, sasCodes } from './sas-codes.ts';
export { sealedBoxOpen, sealedBoxSeal } from './sealed-box.ts';
export { type SharedSecretInput, sharedSecret } from './shared-secret.ts';
export { type Blake2bOptions, type Opened, type Symmetric, symmetric } from './symmetric.ts';
export { isUsableVerifyKey } from './verify-key.ts';
export { type WebCryptoOptions, webCrypto } from './web-crypto.ts';
