export { isRsaPublicKey, syncCrypto } from '#platform';
export {
  type Argon2idParameters,
  type Blake2bOptions,
  type Crypto,
  CryptoError,
  type CryptoErrorCode,
  checkArgon2idParameters,
  constantTimeEqual,
  defaultArgon2id,
  type MaybePromise,
  type Opened,
  type Symmetric,
  type SyncCrypto,
  symmetric,
} from './crypto.ts';
export {
  commitNonce,
  isSasCode,
  NONCE_SIZE,
  type SasCodes,
  type SharedSecretInput,
  sasCodeOf,
  sasCodes,
  sharedSecret,
} from './greeting-secrets.ts';
export { portableCrypto } from './portable-crypto.ts';
export { sealedBoxOpen, sealedBoxSeal } from './sealed-box.ts';
export {
  deriveIdentifier,
  deriveSecretKey,
  formatRecoveryPassphrase,
  parseRecoveryPassphrase,
  type RecoveryKey,
} from './secret-keys.ts';
export { isUsableVerifyKey } from './verify-key.ts';
export { type WebCryptoOptions, webCrypto } from './web-crypto.ts';
