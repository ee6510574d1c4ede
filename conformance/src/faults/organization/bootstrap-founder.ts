import type { Judge } from '../../judge/judge.ts';
import { emptyOrganization, lastDate, type OrganizationState } from '../../model/state.ts';
import { sequesterName } from '../../model/transitions/creation-and-bootstrap.ts';
import { sequesterAuthorityDer } from '../../people/cast.ts';
import { TestOrganization } from './test-organization.ts';

/**
 * Creates an organization and bootstraps it as alice.
 *
 * @param limit - limit of active users; null: none
 * @param listeners - users with an event stream
 * @param isSequestered - whether it gets a sequester authority
 * @returns the organization, and its state for the model
 */
export async function bootstrapFounder(
  judge: Judge,
  limit: number | null,
  listeners: readonly string[] = [],
  isSequestered = false,
): Promise<{ readonly organization: TestOrganization; readonly state: OrganizationState }> {
  const origin = judge.now();
  const { id, token } = await judge.organization(limit === null ? {} : { active_users_limit: limit });
  const organization = new TestOrganization(judge, id, origin);
  organization.rememberLink(token ?? undefined);
  const alice = organization.actor('alice');
  const sequester = isSequestered ? { sequester: sequesterAuthorityDer } : {};
  const bootstrap = judge.newBootstrap({ token }, { person: alice.person, ...sequester });
  judge.expect.reply(await judge.rpc.anonymous(id, bootstrap.message), 'ok', 'the bootstrap');
  const bootstrapped = organization.afterBootstrap<OrganizationState>(
    { ...emptyOrganization, limit, listeners },
    bootstrap,
  );
  const authority = bootstrap.certificates.sequester;
  const name = authority === null ? null : sequesterName(lastDate(bootstrapped));
  if (name !== null && authority !== null) organization.rememberCertificate(name, authority);
  const state = { ...bootstrapped, sequester: name };
  organization.devices.set(alice.caller.device, alice);
  return { organization, state };
}
