import type { Session } from '../journeys/index.ts';
import { connectionOf } from '../journeys/index.ts';
import { DEFAULT_TIMEOUT_MS } from '../transport/index.ts';
import { followEvents } from './follow-events.ts';
import type { ListenedEvent } from './read-frames.ts';

/** The settings of an organization, which are the first event of every stream. */
export type OrganizationConfig = Extract<ListenedEvent, { event: 'ORGANIZATION_CONFIG' }>;

/**
 * Reads the settings of the organization from a stream and closes it (EVT-02). Undefined if the
 * stream does not open or no event arrives within the timeout of a call.
 */
export async function organizationConfig(session: Session): Promise<OrganizationConfig | undefined> {
  const { device } = session;
  const credentials = { deviceId: device.device_id, signingKey: device.signing_key };
  const connection = { ...connectionOf(session), device: credentials };
  const signal = AbortSignal.timeout(session.transport?.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  for await (const heard of followEvents(connection, { signal })) {
    return heard.kind === 'open' ? heard.config : undefined;
  }
  return undefined;
}
