import { userAgent } from '../transport/index.ts';
import { type Installation, type InstallationOptions, openInstallation } from './installation.ts';

/** This client as the target `client:reference` of the conformance suite. */
export const referenceClient = {
  address: 'client:reference',
  client: userAgent,
  /** Opens an installation in the folder `home`, which exists and is empty. */
  open: async (home: string, options?: InstallationOptions): Promise<Installation> =>
    openInstallation(home, options),
} as const;
