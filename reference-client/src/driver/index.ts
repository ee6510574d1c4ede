export type { ActOutcome } from './act.ts';
export type { EndCode } from './ended.ts';
export { type Installation, type InstallationOptions, openInstallation } from './installation.ts';
export { referenceClient } from './reference-client.ts';
