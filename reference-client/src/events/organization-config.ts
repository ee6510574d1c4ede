import type { Session } from '../journeys/index.ts';
import { connectionOf } from '../journeys/index.ts';
import { defaultTimeoutMs } from '../transport/index.ts';
import { followEvents } from './follow-events.ts';
import type { ListenedEvent } from './read-frames.ts';

/** What the server says first on every stream: the settings of the organization. */
export type OrganizationConfig = Extract<ListenedEvent, { event: 'ORGANIZATION_CONFIG' }>;

/** Reads the settings of the organization, and hangs up (EVT-02). Undefined where the stream does not open, or says nothing in the time of a call. */
export async function organizationConfig(session: Session): Promise<OrganizationConfig | undefined> {
  const { device } = session;
  const credentials = { deviceId: device.device_id, signingKey: device.signing_key };
  const connection = { ...connectionOf(session), device: credentials };
  const signal = AbortSignal.timeout(session.transport?.timeoutMs ?? defaultTimeoutMs);
  for await (const heard of followEvents(connection, { signal })) {
    return heard.kind === 'open' ? heard.config : undefined;
  }
  return undefined;
}
