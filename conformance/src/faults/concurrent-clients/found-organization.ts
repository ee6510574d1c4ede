import type { Judge } from '../../case/judge.ts';
import { stateAfter } from '../../model/organization-model.ts';
import { emptyOrganization, lastDate, type OrganizationState } from '../../model/state.ts';
import { type Call, calls } from '../organization/calls.ts';
import { outcomeOf } from '../organization/outcome.ts';
import { TestOrganization } from '../organization/test-organization.ts';

/**
 * Creates an organization with the ADMINs alice (two devices), adam and anna, and the STANDARD user
 * bob.
 *
 * @param limit - limit of active users; null: none
 * @param listeners - users with an event stream
 * @returns the organization, and its state for the model
 */
export async function foundOrganization(
  judge: Judge,
  limit: number | null,
  listeners: readonly string[],
): Promise<{ readonly organization: TestOrganization; readonly state: OrganizationState }> {
  const origin = judge.now();
  const { id, token } = await judge.organization(limit === null ? {} : { active_users_limit: limit });
  const organization = new TestOrganization(judge, id, origin);
  const alice = organization.actor('alice');
  const founding = judge.founding({ token }, { person: alice.person });
  judge.expect.reply(await judge.rpc.anonymous(id, founding.message), 'ok', 'founding an organization');
  let state = organization.afterBootstrap<OrganizationState>(
    { ...emptyOrganization, limit, listeners },
    founding,
  );
  organization.devices.set(alice.caller.device, alice);
  const { create, addDevice } = calls(organization, judge);
  const steps: readonly (() => Call)[] = [
    () => addDevice(alice, 'alice-phone'),
    () => create(alice, 'adam', 'ADMIN'),
    () => create(alice, 'anna', 'ADMIN'),
    () => create(alice, 'bob', 'STANDARD'),
  ];
  for (const step of steps) {
    const { request, send } = step();
    const exchange = await send(judge);
    judge.expect.reply(exchange, 'ok', request.cmd);
    const outcome = outcomeOf(organization, request, exchange) ?? { status: 'ok' };
    organization.learn(request, outcome);
    state = stateAfter(state, request, outcome) ?? state;
  }
  organization.began = lastDate(state);
  return { organization, state };
}
