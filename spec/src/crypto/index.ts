export {
  type Argon2idParameters,
  type Blake2bOptions,
  constantTimeEqual,
  type Crypto,
  CryptoError,
  type CryptoErrorCode,
  defaultArgon2id,
  type MaybePromise,
  type Opened,
  symmetric,
  type Symmetric,
  type SyncCrypto,
} from './crypto.ts';
export {
  commitNonce,
  isSasCode,
  matchesCommitment,
  NONCE_SIZE,
  SAS_CHOICE_COUNT,
  sasChoices,
  sasCodeOf,
  sasCodes,
  type SasCodes,
  sharedSecret,
  type SharedSecretInput,
} from './greeting-secrets.ts';
export { isRsaPublicKey } from './key-encoding.ts';
export { nodeCrypto } from './node-crypto.ts';
export { sealedBoxOpen, sealedBoxSeal } from './sealed-box.ts';
export {
  deriveIdentifier,
  deriveSecretKey,
  formatRecoveryPassphrase,
  parseRecoveryPassphrase,
  type RecoveryKey,
} from './secret-keys.ts';
export { isUsableVerifyKey } from './verify-key.ts';
export { webCrypto, type WebCryptoOptions } from './web-crypto.ts';
