export { type CertificateStore, jsonStore, memoryStore } from './certificate-store.ts';
export { type ChainFault, type ChainRefusal, chainFaults } from './chain-fault.ts';
export { emptyView, type KnownDevice, type KnownUser, type OrganizationView } from './organization-view.ts';
export {
  type CertificateAuthor,
  type CertificatePair,
  type NewDevice,
  type NewUser,
  signedDevice,
  signedUser,
} from './signed-certificates.ts';
export { type CertificateBatch, type VerifiedChain, verifyChain } from './verify-chain.ts';
