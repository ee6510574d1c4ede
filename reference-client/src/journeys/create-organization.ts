import type { OrganizationCreateBody, OrganizationCreateResult } from '@parsec-spec/spec/administration';
import { type Administration, type AdministrationOutcome, operate } from '../administration/index.ts';
import { call, type Outcome } from '../transport/index.ts';
import type { Means } from './session.ts';

/** Settings of a new organization; what is absent keeps the server's default. */
export type OrganizationSettings = Omit<OrganizationCreateBody, 'organization_id'>;

/** Creates an organization by the administration (spec/protocol/administration.md, A1): the reply holds its bootstrap link in both forms. An earlier link of the same, not yet bootstrapped organization dies. */
export function createOrganization(
  administration: Administration,
  organizationId: string,
  settings: OrganizationSettings = {},
): Promise<AdministrationOutcome<OrganizationCreateResult>> {
  const body: OrganizationCreateBody = { organization_id: organizationId, ...settings };
  return operate(administration, 'organization_create', organizationId, body);
}

export type SpontaneousBirth =
  | { outcome: 'allowed' }
  /** The server wants a bootstrap token: its administrator must create the organization. */
  | { outcome: 'token-needed' }
  | Exclude<Outcome<'server_config'>, { outcome: 'reply' }>;

/** Asks whether organizations may be born here by a bootstrap alone (`server_config`, TRANSPORT-31). */
export async function spontaneousBirth(means: Means, serverUrl: string): Promise<SpontaneousBirth> {
  const { crypto, transport } = means;
  const connection = { serverUrl, crypto, ...(transport && { transport }) };
  const answer = await call(connection, 'anonymous_server', { cmd: 'server_config' });
  if (answer.outcome !== 'reply') return answer;
  return { outcome: answer.reply.organization_bootstrap === 'SPONTANEOUS' ? 'allowed' : 'token-needed' };
}
