import { base64Of, type Encodable, encode, hexOf } from '@parsec-spec/spec/codec';
import type { EventsListenReply } from '@parsec-spec/spec/commands';
import type { Emission, StreamEvent } from '@parsec-spec/spec/rules';
import type { Settings } from '@parsec-spec/spec/state';
import type { KeptEvent } from '../../storage/journal.ts';

type ConfigEvent = Omit<Extract<EventsListenReply, { readonly event: 'ORGANIZATION_CONFIG' }>, 'status'>;

/** Shows that a silent stream is alive (spec/protocol/events.md). */
export const keepaliveFrame = 'event:keepalive\ndata:\n\n';

/** Reports lost events. The client then fetches everything again (EVT-14). */
export const missedEventsFrame = 'event:missed_events\ndata:\n\n';

/**
 * The first frame of every stream: the current settings of the organization, without an id
 * (EVT-02).
 */
export const configFrame = (settings: Settings, keepalive: number | null): string =>
  `data:${base64Of(
    encodeEvent({
      event: 'ORGANIZATION_CONFIG',
      active_users_limit: settings.active_users_limit,
      realm_minimum_archiving_period_before_deletion: settings.realm_minimum_archiving_period_before_deletion,
      sse_keepalive_seconds: keepalive,
      user_profile_outsider_allowed: settings.user_profile_outsider_allowed,
    }),
  )}\n\n`;

/** An event on a stream (EVT-03). */
export const eventFrame = ({ id, body }: KeptEvent): string => `data:${base64Of(body)}\nid:${id}\n\n`;

/** The msgpack of an event: status, then the name of the event, then its fields by name. */
function encodeEvent({ event, ...fields }: StreamEvent | ConfigEvent): Uint8Array {
  const sorted = Object.entries(fields).sort(([left], [right]) => (left < right ? -1 : 1));
  return encode(Object.fromEntries([['status', 'ok'], ['event', event], ...sorted]) as Encodable);
}

/**
 * An event as the journal keeps it. `id`: 16 fresh random bytes, which reveal nothing about other
 * organizations.
 */
export const keptEvent = ({ event, to }: Emission, id: Uint8Array): KeptEvent => ({
  id: hexOf(id),
  to: to === 'everybody' ? null : to.map(({ hex }) => hex),
  body: encodeEvent(event),
});
