export {
  type ChainProblem,
  chainProblems,
  emptyView,
  type KnownDevice,
  type KnownUser,
  type NewDevice,
  type NewUser,
  type OrganizationView,
} from '@parsec-spec/spec/client-rules';
export { type CertificateStore, jsonStore, memoryStore } from './certificate-store.ts';
export {
  type CertificateAuthor,
  type CertificatePair,
  signedDevice,
  signedUser,
} from './signed-certificates.ts';
export {
  type CertificateBatch,
  type ChainRefusal,
  type VerifiedChain,
  verifyChain,
} from './verify-chain.ts';
