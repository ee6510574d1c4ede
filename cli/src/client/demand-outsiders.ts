import { outsidersAllowed } from '@parsec-spec/reference-client/events';
import { noOutsiders } from '@parsec-spec/reference-client/explain';
import type { Session } from '@parsec-spec/reference-client/journeys';
import { failed } from './failed.ts';

/**
 * Refuses the profile OUTSIDER if the organization does not allow it. The server leaves the check
 * to its clients (USER-17).
 */
export async function demandOutsidersAllowed(session: Session): Promise<void> {
  if (!(await outsidersAllowed(session))) throw failed('no-outsiders', noOutsiders);
}
