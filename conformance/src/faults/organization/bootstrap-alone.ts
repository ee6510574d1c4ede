import type { Judge } from '../../judge/judge.ts';
import { emptyOrganization, type OrganizationState } from '../model/state.ts';
import { TestOrganization } from './test-organization.ts';

/**
 * Creates an organization and bootstraps it as alice.
 *
 * @param limit - limit of active users; null: none
 * @param listeners - users with an event stream
 * @returns the organization, and its state for the model
 */
export async function bootstrapAlone(
  judge: Judge,
  limit: number | null,
  listeners: readonly string[] = [],
): Promise<{ readonly organization: TestOrganization; readonly state: OrganizationState }> {
  const origin = judge.now();
  const { id, token } = await judge.organization(limit === null ? {} : { active_users_limit: limit });
  const organization = new TestOrganization(judge, id, origin);
  organization.rememberLink(token ?? undefined);
  const alice = organization.actor('alice');
  const bootstrap = judge.newBootstrap({ token }, { person: alice.person });
  judge.expect.reply(await judge.rpc.anonymous(id, bootstrap.message), 'ok', 'the bootstrap');
  const state = organization.afterBootstrap<OrganizationState>(
    { ...emptyOrganization, limit, listeners },
    bootstrap,
  );
  organization.devices.set(alice.caller.device, alice);
  return { organization, state };
}
