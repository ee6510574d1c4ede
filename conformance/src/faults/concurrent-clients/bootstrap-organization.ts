import type { Judge } from '../../judge/judge.ts';
import { stateAfter } from '../../model/organization-model.ts';
import { lastDate, type OrganizationState } from '../../model/state.ts';
import { bootstrapFounder } from '../organization/bootstrap-founder.ts';
import { type Call, calls } from '../organization/client-calls.ts';
import { outcomeOf } from '../organization/outcome-of-exchange.ts';
import type { TestOrganization } from '../organization/test-organization.ts';

/**
 * Creates an organization with the ADMINs alice (two devices), adam and anna, and the STANDARD user
 * bob.
 *
 * @param limit - limit of active users; null: none
 * @param listeners - users with an event stream
 * @returns the organization, and its state for the model
 */
export async function bootstrapOrganization(
  judge: Judge,
  limit: number | null,
  listeners: readonly string[],
): Promise<{ readonly organization: TestOrganization; readonly state: OrganizationState }> {
  const bootstrapped = await bootstrapFounder(judge, limit, listeners);
  const { organization } = bootstrapped;
  let { state } = bootstrapped;
  const alice = organization.actor('alice');
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
