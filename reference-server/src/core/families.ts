// The order of checks of spec/protocol/transport.md, except that a signature is verified before a
// refusal says anything about its user.
import { type Family, decodeRequest, families } from '@parsec-spec/spec/commands';
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
import { type Exchange, isServedVersion, minorOf, organizationOf } from './exchange.ts';
import { accountPlace, organizationPlace, settle } from './execute-intents.ts';
import { type Job, type Progress, judge, judgeOnServer, rulesOf } from './judge.ts';
import { probeReply, refusalReply } from './replies.ts';
import type { Services } from './services.ts';

/** A family without authentication that names an organization. A bootstrap may create one where the host allows that. */
export async function anonymous(
  services: Services,
  exchange: Exchange,
  segment: string,
  family: Family,
): Promise<Reply> {
  const organization = head(exchange, segment);
  if (typeof organization !== 'string') return refusalReply(organization);
  const mayCreate = services.config.spontaneous_organization_bootstrap;
  const admit = (state: Organization) => {
    const there = services.law.organization({ state, mayCreate });
    return there === true ? { author: undefined, invitation: undefined } : there;
  };
  const early = admit(await services.organizations.read(organization));
  if ('http' in early) return refusalReply(early);
  const body = await exchange.call.body.read(services.config.body_limit);
  if (typeof body === 'string') return refusalReply(httpRefusals.bodyTooLarge);
  return await perform(services, exchange, { family, organization, body, admit });
}

/** GET on `/anonymous/{org}`: whether the organization exists (TRANSPORT-30). Never creates one. */
export async function probe(services: Services, exchange: Exchange, segment: string): Promise<Reply> {
  const organization = head(exchange, segment);
  if (typeof organization !== 'string') return refusalReply(organization);
  const there = services.law.organization({
    state: await services.organizations.read(organization),
    mayCreate: false,
  });
  return there === true ? probeReply : refusalReply(there);
}

/** A family that is authenticated by the token of a pending invitation. */
export async function invited(
  services: Services,
  exchange: Exchange,
  segment: string,
  family: Family,
): Promise<Reply> {
  const organization = head(exchange, segment);
  if (typeof organization !== 'string') return refusalReply(organization);
  const token = readInvitationToken(bearerToken(exchange.header('authorization')));
  if (token === undefined) return refusalReply(httpRefusals.authenticationMissing);
  const admit = (state: Organization) => admitInvited(services, state, token);
  const early = admit(await services.organizations.read(organization));
  if ('http' in early) return refusalReply(early);
  const body = await exchange.call.body.read(services.config.body_limit);
  if (typeof body === 'string') return refusalReply(httpRefusals.bodyTooLarge);
  return await perform(services, exchange, { family, organization, body, admit });
}

/** A family that is authenticated by the signature of a device. */
export async function authenticated(
  services: Services,
  exchange: Exchange,
  segment: string,
  family: Family,
): Promise<Reply> {
  const { now, call } = exchange;
  const organization = head(exchange, segment);
  if (typeof organization !== 'string') return refusalReply(organization);
  const token = readDeviceToken(bearerToken(exchange.header('authorization')));
  if (token === undefined) return refusalReply(httpRefusals.authenticationMissing);
  const body = await call.body.read(services.config.body_limit);
  if (typeof body === 'string') return refusalReply(httpRefusals.bodyTooLarge);
  const admit = (state: Organization) => {
    const author = admitDevice(services, state, token, now, families[family]);
    return 'http' in author ? author : { author, invitation: undefined };
  };
  return await perform(services, exchange, { family, organization, body, admit });
}

/** A family without authentication and without an organization. */
export async function anonymousServer(
  services: Services,
  exchange: Exchange,
  _segment: string,
  family: Family,
): Promise<Reply> {
  const refused = settled(exchange);
  if (refused !== undefined) return refusalReply(refused);
  const body = await exchange.call.body.read(services.config.body_limit);
  if (typeof body === 'string') return refusalReply(httpRefusals.bodyTooLarge);
  const decoded = decodeRequest(family, body);
  exchange.command = decoded.command;
  const rules = decoded.ok ? rulesOf<AccountRecord>(services, decoded.command) : undefined;
  if (!decoded.ok || rules === undefined) return refusalReply(httpRefusals.bodyBad);
  return settle(services, accountPlace(services), () => judgeOnServer(services, exchange, decoded, rules));
}

// Not async: an async function that returns a promise adds two microtask turns.
function perform(
  services: Services,
  exchange: Exchange,
  told: Omit<Job, 'exchange' | 'minor'>,
): Promise<Reply> {
  const progress: Progress = {};
  const { family, organization, body, admit } = told;
  const minor = minorOf(exchange.header('api-version'));
  const job: Job = { family, organization, body, exchange, minor, admit };
  return settle(services, organizationPlace(services, organization), () => judge(services, job, progress));
}

const isMsgpack = (exchange: Exchange): boolean => exchange.header('content-type') === 'application/msgpack';

// Checks version and content type, where no organization is looked up in between.
const settled = (exchange: Exchange): HttpRefusal | undefined =>
  !isServedVersion(exchange.header('api-version'))
    ? httpRefusals.versionBad
    : isMsgpack(exchange)
      ? undefined
      : httpRefusals.bodyBad;

// Version, organization identifier, content type: the first three checks of every route that names an organization.
function head(exchange: Exchange, segment: string): string | HttpRefusal {
  if (!isServedVersion(exchange.header('api-version'))) return httpRefusals.versionBad;
  const organization = organizationOf(segment);
  if (organization === undefined) return httpRefusals.organizationNotFound;
  return isMsgpack(exchange) ? organization : httpRefusals.bodyBad;
}
