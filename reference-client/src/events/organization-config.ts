import { DEFAULT_TIMEOUT_MS } from '../call/exchange.ts';
import { connectionOf, type Session } from '../journeys/session.ts';
import { followEvents } from './follow-events.ts';
import type { ListenedEvent } from './frame-reader.ts';

/** The settings of an organization, which are the first event of every stream. */
export type OrganizationConfig = Extract<ListenedEvent, { event: 'ORGANIZATION_CONFIG' }>;

/**
 * Reads the settings of the organization from a stream and closes it (EVT-02). Undefined if the
 * stream does not open or no event arrives within the timeout of a call.
 */
export async function organizationConfig(session: Session): Promise<OrganizationConfig | undefined> {
  const signal = AbortSignal.timeout(session.transport?.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  for await (const event of followEvents(connectionOf(session), { signal })) {
    return event.kind === 'open' ? event.config : undefined;
  }
  return undefined;
}

/**
 * Tells whether the organization allows users of the profile OUTSIDER. The server leaves the check
 * to its clients (USER-17).
 */
export const outsidersAllowed = async (session: Session): Promise<boolean> =>
  (await organizationConfig(session))?.user_profile_outsider_allowed !== false;
