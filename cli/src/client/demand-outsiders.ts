import { organizationConfig } from '@parsec-spec/reference-client/events';
import type { Session } from '@parsec-spec/reference-client/journeys';
import { failed } from './failed.ts';

/** An organization may want no outsiders; the server leaves that to its clients (USER-17). */
export async function demandOutsiders(session: Session): Promise<void> {
  const config = await organizationConfig(session);
  if (config?.user_profile_outsider_allowed !== false) return;
  throw failed('no-outsiders', {
    message: 'this organization wants no user of the profile OUTSIDER',
    hint: 'choose another profile, or ask the administrator of the server',
  });
}
