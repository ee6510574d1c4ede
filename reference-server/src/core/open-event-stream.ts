import { Uuid } from '@parsec-spec/spec/codec';
import { families } from '@parsec-spec/spec/commands';
import type { Organization } from '@parsec-spec/spec/records';
import { httpRefusals } from '@parsec-spec/spec/rules';
import { admitDevice, bearerToken, mayStay, readDeviceToken } from './authentication.ts';
import type { Reply } from './call.ts';
import { type IncomingCall, isServedVersion, organizationOf } from './incoming-call.ts';
import { detailReply, refusalReply, streamReply } from './replies.ts';
import type { Services } from './services.ts';

/**
 * GET on `/authenticated/{org}/events`: authenticated like a command (AUTH-11), then a stream that
 * ends when its device is no longer admitted.
 */
export async function openEventStream(
  services: Services,
  incoming: IncomingCall,
  segment: string,
): Promise<Reply> {
  const { organizations, streams, follower } = services;
  if (!isServedVersion(incoming.header('api-version'))) return refusalReply(httpRefusals.versionBad);
  const organization = organizationOf(segment);
  if (organization === undefined) return refusalReply(httpRefusals.organizationNotFound);
  if (incoming.header('accept') !== 'text/event-stream') return refusalReply(httpRefusals.acceptBad);
  const token = readDeviceToken(bearerToken(incoming.header('authorization')));
  if (token === undefined) return refusalReply(httpRefusals.authenticationMissing);
  const before = await follower?.before(organization);
  const state = await organizations.read(organization);
  const author = admitDevice(services, state, token, incoming.now, families.authenticated);
  if ('http' in author) return refusalReply(author);
  incoming.command = 'events_listen';
  if (streams.isStopped) return detailReply(503, 'Service Unavailable');
  const listener = {
    user: author.user.user_id.hex,
    mayListen: (present: Organization) => mayStay(services, present, author, incoming.now),
  };
  // A `Last-Event-ID` that is not an identifier counts as absent (EVT-15).
  const last = Uuid.parse(incoming.header('last-event-id') ?? '')?.hex;
  const stream = streams.open(state, listener, { last, before });
  if (before !== undefined) follower?.begin(organization, before);
  return streamReply(stream);
}
