import type { DateTime, Uuid } from '../codec/index.ts';
import type { EventsListenReply } from '../generated/types.ts';

type Fields<Reply> = Reply extends { readonly event: string } ? Omit<Reply, 'status'> : never;

/** An event as listeners get it, without its status; the configuration that opens a stream is none of these (EVT-02). */
export type StreamEvent = Exclude<Fields<EventsListenReply>, { readonly event: 'ORGANIZATION_CONFIG' }>;

/** Who shall hear an event: all members of the organization, or all devices of these users. Told on the state at emission. */
export type Audience = 'everybody' | readonly Uuid[];

/** An event and who shall hear it. */
export interface Emission {
  readonly event: StreamEvent;
  readonly to: Audience;
}

/** There is a new common certificate: told to everybody, its author included (EVT-06). */
export const commonCertificateEvent = (timestamp: DateTime): Emission => ({
  event: { event: 'COMMON_CERTIFICATE', timestamp },
  to: 'everybody',
});
