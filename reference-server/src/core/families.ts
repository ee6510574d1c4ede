// Answers the commands of each family. HTTP refusals in order: version, organization identifier,
// content type, form of the token, size of the body, caller (authentication.ts, AUTH-23, AUTH-24).
import { decodeRequest, type Family, families } from '@parsec-spec/spec/commands';
import type { AccountRecord, Organization } from '@parsec-spec/spec/records';
import { type HttpRefusal, httpRefusals } from '@parsec-spec/spec/rules';
import {
  admitDevice,
  admitInvited,
  bearerToken,
  readDeviceToken,
  readInvitationToken,
} from './authentication.ts';
import type { Reply } from './call.ts';
import {
  decideCommand,
  decideServerCommand,
  type PendingCommand,
  type Progress,
  rulesOf,
} from './decide-command.ts';
import { accountRecords, executeIntents, organizationRecords } from './execute-intents.ts';
import { type IncomingCall, isServedVersion, minorOf, organizationOf } from './incoming-call.ts';
import { probeReply, refusalReply } from './replies.ts';
import type { Services } from './services.ts';

/**
 * A family without authentication that names an organization. A bootstrap may create one where the
 * host allows that.
 */
export async function answerAnonymous(
  services: Services,
  incoming: IncomingCall,
  segment: string,
  family: Family,
): Promise<Reply> {
  const organization = readHead(incoming, segment);
  if (typeof organization !== 'string') return refusalReply(organization);
  const mayCreate = services.config.spontaneous_organization_bootstrap;
  const admit = (state: Organization) => {
    const there = services.guards.organization({ state, mayCreate }, incoming.refusedBy);
    return there === true ? { author: undefined, invitation: undefined } : there;
  };
  const early = admit(await services.organizations.read(organization));
  if ('http' in early) return refusalReply(early);
  return await perform(services, incoming, { family, organization, admit });
}

/** GET on `/anonymous/{org}`: whether the organization exists (TRANSPORT-30). Never creates one. */
export async function answerProbe(
  services: Services,
  incoming: IncomingCall,
  segment: string,
): Promise<Reply> {
  const organization = readHead(incoming, segment);
  if (typeof organization !== 'string') return refusalReply(organization);
  const state = await services.organizations.read(organization);
  const there = services.guards.organization({ state, mayCreate: false }, incoming.refusedBy);
  return there === true ? probeReply : refusalReply(there);
}

/** A family that is authenticated by the token of a pending invitation. */
export async function answerInvited(
  services: Services,
  incoming: IncomingCall,
  segment: string,
  family: Family,
): Promise<Reply> {
  const organization = readHead(incoming, segment);
  if (typeof organization !== 'string') return refusalReply(organization);
  const token = readInvitationToken(bearerToken(incoming.header('authorization')));
  if (token === undefined) return refusalReply(httpRefusals.authenticationMissing);
  const admit = (state: Organization) => admitInvited(services, state, token, incoming.refusedBy);
  const early = admit(await services.organizations.read(organization));
  if ('http' in early) return refusalReply(early);
  return await perform(services, incoming, { family, organization, admit });
}

/** A family that is authenticated by the signature of a device. */
export async function answerAuthenticated(
  services: Services,
  incoming: IncomingCall,
  segment: string,
  family: Family,
): Promise<Reply> {
  const organization = readHead(incoming, segment);
  if (typeof organization !== 'string') return refusalReply(organization);
  const token = readDeviceToken(bearerToken(incoming.header('authorization')));
  if (token === undefined) return refusalReply(httpRefusals.authenticationMissing);
  const admit = (state: Organization) => {
    const author = admitDevice(services, state, token, incoming.now, families[family], incoming.refusedBy);
    return 'http' in author ? author : { author, invitation: undefined };
  };
  return await perform(services, incoming, { family, organization, admit });
}

/** A family without authentication and without an organization. */
export async function answerAnonymousServer(
  services: Services,
  incoming: IncomingCall,
  _segment: string,
  family: Family,
): Promise<Reply> {
  const refused = headRefusal(incoming);
  if (refused !== undefined) return refusalReply(refused);
  const body = await incoming.call.body.read(services.config.body_limit);
  if (typeof body === 'string') return refusalReply(httpRefusals.bodyTooLarge);
  const decoded = decodeRequest(family, body);
  incoming.command = decoded.command;
  const rules = decoded.ok ? rulesOf<AccountRecord>(services, decoded.command) : undefined;
  if (!decoded.ok || rules === undefined) return refusalReply(httpRefusals.bodyBad);
  return executeIntents(services, accountRecords(services), () =>
    decideServerCommand(services, incoming, decoded, rules),
  );
}

/** Reads the body, decides its command and executes the intents. */
async function perform(
  services: Services,
  incoming: IncomingCall,
  { family, organization, admit }: Pick<PendingCommand, 'family' | 'organization' | 'admit'>,
): Promise<Reply> {
  const body = await incoming.call.body.read(services.config.body_limit);
  if (typeof body === 'string') return refusalReply(httpRefusals.bodyTooLarge);
  const progress: Progress = {};
  const minor = minorOf(incoming.header('api-version'));
  const pending: PendingCommand = { family, organization, body, incoming, minor, admit };
  return await executeIntents(services, organizationRecords(services, organization), () =>
    decideCommand(services, pending, progress),
  );
}

const isMsgpack = (incoming: IncomingCall): boolean =>
  incoming.header('content-type') === 'application/msgpack';

// Checks version and content type, on a route that names no organization.
const headRefusal = (incoming: IncomingCall): HttpRefusal | undefined =>
  !isServedVersion(incoming.header('api-version'))
    ? httpRefusals.versionBad
    : isMsgpack(incoming)
      ? undefined
      : httpRefusals.bodyBad;

// Version, organization identifier, content type: the first three checks of every route that names
// an organization.
function readHead(incoming: IncomingCall, segment: string): string | HttpRefusal {
  if (!isServedVersion(incoming.header('api-version'))) return httpRefusals.versionBad;
  const organization = organizationOf(segment);
  if (organization === undefined) return httpRefusals.organizationNotFound;
  return isMsgpack(incoming) ? organization : httpRefusals.bodyBad;
}
