import type { OrganizationCreateBody, OrganizationCreateResult } from '@parsec-spec/spec/administration';
import { requestHeaders } from '@parsec-spec/spec/client-rules';
import { type Administration, type AdministrationOutcome, operate } from '../call/administration.ts';
import { addressOf, call, type Outcome, rulesOf } from '../call/call.ts';
import { exchange, userAgent } from '../call/exchange.ts';
import { type ClientEnvironment, channelOf } from './session.ts';

/** Settings of a new organization. An absent setting has the default of the server. */
export type OrganizationSettings = Omit<OrganizationCreateBody, 'organization_id'>;

/**
 * Creates an organization by the administration (spec/protocol/administration.md). The result
 * has its bootstrap link in both forms. Creating an organization again before its bootstrap
 * invalidates the earlier link.
 *
 * @example
 * ```ts
 * const created = await createOrganization({ serverUrl, token }, 'Acme');
 * if (created.outcome === 'done') console.log(created.result.bootstrap_url);
 * ```
 */
export function createOrganization(
  administration: Administration,
  organizationId: string,
  settings: OrganizationSettings = {},
): Promise<AdministrationOutcome<OrganizationCreateResult>> {
  const body: OrganizationCreateBody = { organization_id: organizationId, ...settings };
  return operate(administration, 'organization_create', organizationId, body);
}

/** Whether a server creates organizations without its administration. */
export type SpontaneousCreation =
  | { outcome: 'allowed' }
  /** The server requires a bootstrap token: its administrator must create the organization. */
  | { outcome: 'token-needed' }
  | Exclude<Outcome<'server_config'>, { outcome: 'reply' }>;

/**
 * Asks the server whether a bootstrap alone can create an organization (`server_config`,
 * TRANSPORT-31).
 */
export async function spontaneousCreation(
  environment: ClientEnvironment,
  serverUrl: string,
): Promise<SpontaneousCreation> {
  const connection = { serverUrl, ...channelOf(environment) };
  const answer = await call(connection, 'anonymous_server', { cmd: 'server_config' });
  if (answer.outcome !== 'reply') return answer;
  return { outcome: answer.reply.organization_bootstrap === 'SPONTANEOUS' ? 'allowed' : 'token-needed' };
}

const EXISTING_STATUSES = [200, 460];

/**
 * Whether a server says that it has an organization of this name, perhaps an expired one
 * (TRANSPORT-30). False if it says nothing of the kind.
 */
export async function organizationExists(
  environment: ClientEnvironment,
  serverUrl: string,
  organizationId: string,
): Promise<boolean> {
  const connection = { serverUrl, organizationId, ...channelOf(environment) };
  const headers = requestHeaders(rulesOf(connection), { opens: 'command', token: undefined, userAgent });
  const url = addressOf(connection, 'anonymous');
  const answer = await exchange({ method: 'GET', url, headers }, connection.transport);
  return answer.kind === 'answered' && EXISTING_STATUSES.includes(answer.status);
}
