import type { Session } from '../journeys/index.ts';
import { organizationConfig } from './organization-config.ts';

/**
 * Tells whether the organization allows users of the profile OUTSIDER. The server leaves the check
 * to its clients (USER-17).
 */
export const outsidersAllowed = async (session: Session): Promise<boolean> =>
  (await organizationConfig(session))?.user_profile_outsider_allowed !== false;
