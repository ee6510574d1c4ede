export { OpensslKey } from './openssl-key.ts';
export { PrivateKey } from './private-key.ts';
export { SigningKey, verifySignature } from './signing-key.ts';
export { SmallOrderKey, withLargeScalar } from './small-order-key.ts';
export { smallOrderNonce } from './small-order-nonce.ts';
export { sodium } from './sodium.ts';
