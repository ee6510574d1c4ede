import { administrationFacts } from '@parsec-spec/spec/administration';
import { administrationRules, type Intents, runGuards } from '@parsec-spec/spec/rules';
import { organizationId } from '@parsec-spec/spec/scalars';
import { parseServerUrl, type ServerAddress } from '@parsec-spec/spec/urls';
import { bodyOf, writeJson } from './administration-input.ts';
import type { Reply } from './call.ts';
import { type Decision, executeIntents, organizationRecords, replyOnly } from './execute-intents.ts';
import { type IncomingCall, organizationOf } from './incoming-call.ts';
import { detailReply, jsonReply } from './replies.ts';
import type { ServerConfig } from './server-config.ts';
import type { Services } from './services.ts';

/**
 * An operation on the organization in the path. The body is read before the path, so that a
 * malformed body is reported first.
 */
export async function administerOrganization(
  services: Services,
  incoming: IncomingCall,
  operation: OrganizationOperation,
  segment: string,
): Promise<Reply> {
  const schema = administrationFacts[operation].body;
  const body = schema === null ? undefined : await bodyOf(incoming, schema, services.config.body_limit);
  if (body?.ok === false) return body.reply;
  const organization = organizationOf(segment);
  if (organization === undefined) return detailReply(404, 'Invalid organization ID');
  return operate(services, incoming, operation, organization, body?.value);
}

/** Creation of the organization that the body names. */
export async function createOrganization(services: Services, incoming: IncomingCall): Promise<Reply> {
  const body = await bodyOf(
    incoming,
    administrationFacts.organization_create.body,
    services.config.body_limit,
  );
  if (!body.ok) return body.reply;
  const { organization_id } = body.value as { organization_id: string };
  const read = organizationId(organization_id);
  if (!read.ok) return detailReply(422, 'Invalid organization ID');
  return operate(services, incoming, 'organization_create', read.value, body.value);
}

/** Operations on one organization. */
type OrganizationOperation = Exclude<keyof typeof administrationRules, 'server_stats'>;

type AnyEffect = (context: unknown) => Omit<Intents<unknown>, 'mails'>;

/** Runs an operation on an organization whose body and path are read: guards, effect, append. */
function operate(
  services: Services,
  incoming: IncomingCall,
  operation: OrganizationOperation,
  organization: string,
  request: unknown,
): Promise<Reply> {
  const { organizations, config, guards, random } = services;
  const { now } = incoming;
  const effect = administrationRules[operation].effect as unknown as AnyEffect;
  return executeIntents(
    services,
    organizationRecords(services, organization),
    async (): Promise<Decision> => {
      const state = await organizations.read(organization);
      const there =
        operation === 'organization_create' || guards.administration({ state }, incoming.refusedBy);
      if (there !== true) return replyOnly(state, detailReply(there.http, there.detail));
      const context = { state, now, random, config, request, reachedAt: reachedAt(incoming, config) };
      const refused = runGuards(guards.operation(operation), context, incoming.refusedBy);
      if (refused !== true) return replyOnly(state, detailReply(refused.http, refused.detail));
      const { reply, records = [], events = [], webhooks = [] } = effect(context);
      const answer = jsonReply(200, writeJson(reply));
      return { ...replyOnly(state, answer), records, events, webhooks };
    },
  );
}

/**
 * How a request reached the server: scheme, host and port for the links of a creation (ADMIN-06).
 * Behind a trusted proxy the scheme is the last one in its header, since earlier items came with
 * the request to the proxy. Without a usable `Host` the result is the configured address.
 */
function reachedAt(incoming: IncomingCall, config: ServerConfig): ServerAddress {
  const { call } = incoming;
  const scheme = config.proxy_trusted.has(call.peer) ? incoming.list('x-forwarded-proto').at(-1) : undefined;
  const secure = scheme === 'https' || scheme === 'http' ? scheme === 'https' : call.secure;
  const host = incoming.header('host') ?? '';
  // Only an authority is accepted. A path or a user name would become part of the address.
  const serverUrl = /^[^/?#@\\\s]+$/.test(host)
    ? parseServerUrl(`${secure ? 'https' : 'http'}://${host}`)
    : undefined;
  return serverUrl?.ok ? serverUrl.address : config.server_addr;
}
