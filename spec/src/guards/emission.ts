import type { DateTime, Uuid } from '../codec/index.ts';
import type { EventsListenReply } from '../generated/types.ts';

type Fields<Reply> = Reply extends { readonly event: string } ? Omit<Reply, 'status'> : never;

/**
 * An event as listeners receive it, without its status. The configuration that opens a stream is
 * not one of these (EVT-02).
 */
export type StreamEvent = Exclude<Fields<EventsListenReply>, { readonly event: 'ORGANIZATION_CONFIG' }>;

/**
 * The recipients of an event: all members of the organization, or all devices of these users. They
 * are resolved on the state at emission.
 */
export type Audience = 'everybody' | readonly Uuid[];

/** An event and its recipients. */
export interface Emission {
  readonly event: StreamEvent;
  readonly to: Audience;
}

/** The event for a new common certificate, sent to all members including its author (EVT-06). */
export const commonCertificateEvent = (timestamp: DateTime): Emission => ({
  event: { event: 'COMMON_CERTIFICATE', timestamp },
  to: 'everybody',
});
