export { fastestCrypto } from './fastest-crypto.ts';
