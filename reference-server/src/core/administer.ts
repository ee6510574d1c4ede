import { administrationFacts } from '@parsec-spec/spec/administration';
import { organizationId } from '@parsec-spec/spec/scalars';
import type { Reply } from './call.ts';
import type { Exchange } from './exchange.ts';
import { bodyOf } from './input.ts';
import { type OrganizationOperation, operate } from './operate.ts';
import { organizationOf } from './organization-segment.ts';
import { detailReply } from './replies.ts';
import type { Services } from './services.ts';

/**
 * An operation on the organization in the path. The body is read before the path, so that a
 * malformed body is reported first.
 */
export async function administerOrganization(
  services: Services,
  exchange: Exchange,
  operation: OrganizationOperation,
  segment: string,
): Promise<Reply> {
  const schema = administrationFacts[operation].body;
  const body = schema === null ? undefined : await bodyOf(exchange, schema, services.config.body_limit);
  if (body?.ok === false) return body.reply;
  const organization = organizationOf(segment);
  if (organization === undefined) return detailReply(404, 'Invalid organization ID');
  return operate(services, exchange, operation, organization, body?.value);
}

/** Creation of the organization that the body names (A1). */
export async function createOrganization(services: Services, exchange: Exchange): Promise<Reply> {
  const body = await bodyOf(
    exchange,
    administrationFacts.organization_create.body,
    services.config.body_limit,
  );
  if (!body.ok) return body.reply;
  const { organization_id } = body.value as { organization_id: string };
  const read = organizationId(organization_id);
  if (!read.ok) return detailReply(422, 'Invalid organization ID');
  return operate(services, exchange, 'organization_create', read.value, body.value);
}
