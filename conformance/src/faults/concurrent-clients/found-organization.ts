import type { Judge } from '../../case/judge.ts';
import { organizationModel } from '../../model/organization-model.ts';
import { lastDate, type OrganizationState } from '../../model/state.ts';
import { certificatesOf } from '../../model/transitions/certificates.ts';
import { type Call, calls } from './calls.ts';
import { outcomeOf } from './outcome.ts';
import { TestOrganization } from './test-organization.ts';

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
  const { email } = alice.person;
  const founding = judge.founding({ token }, { person: alice.person });
  judge.expect.reply(await judge.rpc.anonymous(id, founding.message), 'ok', 'founding an organization');
  const at = organization.dateOf(founding.at);
  const by = alice.caller;
  const certificates = certificatesOf({ cmd: 'user_create', by, at, ...by, email, profile: 'ADMIN' });
  organization.rememberCertificates(certificates, founding.added);
  let state: OrganizationState = {
    expired: false,
    listeners,
    limit,
    users: new Map([['alice', { email, profile: 'ADMIN', revoked: false, frozen: false }]]),
    devices: new Map([[by.device, 'alice']]),
    invitations: [],
    greetings: new Map(),
    certificates,
  };
  organization.devices.set(by.device, alice);
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
    state = organizationModel(state).step(state, request, outcome, false) ?? state;
  }
  organization.began = lastDate(state);
  return { organization, state };
}
