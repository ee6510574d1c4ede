import type { Session } from '../journeys/index.ts';
import { organizationConfig } from './organization-config.ts';

/** Whether the organization takes users of the profile OUTSIDER: the server leaves that to its clients (USER-17). */
export const outsidersWanted = async (session: Session): Promise<boolean> =>
  (await organizationConfig(session))?.user_profile_outsider_allowed !== false;
