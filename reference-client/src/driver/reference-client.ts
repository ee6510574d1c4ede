import { userAgent } from '../transport/index.ts';
import { type Installation, type InstallationOptions, openInstallation } from './installation.ts';

/** This client as a target of the conformance suite: `client:reference`. */
export const referenceClient = {
  address: 'client:reference',
  client: userAgent,
  /** An installation whose files live under `home`, which exists and is empty. */
  open: async (home: string, options?: InstallationOptions): Promise<Installation> =>
    openInstallation(home, options),
} as const;
