export { PrivateKey } from './private-key.ts';
export { SigningKey, verifySignature } from './signing-key.ts';
export { sodium } from './sodium.ts';
