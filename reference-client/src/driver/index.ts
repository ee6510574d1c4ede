export type { ActOutcome, EndCode } from './act.ts';
export {
  type Installation,
  type InstallationOptions,
  openInstallation,
  referenceClient,
} from './installation.ts';
export { type ContractTransport, serveContract } from './serve-contract.ts';
