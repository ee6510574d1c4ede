// The package has no types. This declares the only function that is used.
declare module 'sodium-native' {
  const sodium: {
    /** Buffers of 64 and 32 bytes; anything else throws. */
    crypto_sign_verify_detached(signature: Uint8Array, message: Uint8Array, verifyKey: Uint8Array): boolean;
  };
  export default sodium;
}
