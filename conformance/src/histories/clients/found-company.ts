import type { Judge } from '../../judge/index.ts';
import { certificateNames } from '../organization/certificate-names.ts';
import { type OrganizationModel, organizationModel } from '../organization/organization-model.ts';
import { lastOf, type OrganizationState } from '../organization/state.ts';
import type { Call } from './call.ts';
import { Company } from './company.ts';
import { outcomeOf } from './outcome-of.ts';
import { writings } from './writings.ts';

/** An organization ready to be called by many, and the model of how it stands. */
export interface Founded {
  readonly company: Company;
  readonly model: OrganizationModel;
}

/** Founds an organization of alice with two devices, adam and anna, all ADMIN, and bob, STANDARD. `limit`: of active users. */
export async function foundCompany(
  judge: Judge,
  limit: number | null = null,
  listeners: readonly string[] = [],
): Promise<Founded> {
  const origin = judge.now();
  const { id, token } = await judge.organization(limit === null ? {} : { active_users_limit: limit });
  const company = new Company(judge, id, origin);
  const alice = company.place('alice');
  const founding = judge.founding({ token }, { person: alice.person });
  judge.expect.reply(await judge.rpc.anonymous(id, founding.message), 'ok', 'founding an organization');
  let state: OrganizationState = { ...foundedBy(company, limit, founding), listeners };
  const { create, addDevice } = writings(company, judge);
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
    const outcome = outcomeOf(company, request, exchange);
    state = organizationModel(state).step(state, request, outcome, false) ?? state;
  }
  const places = [
    alice,
    company.place('alice', 'alice-phone'),
    ...['adam', 'anna', 'bob'].map((user) => company.place(user)),
  ];
  for (const place of places) company.devices.set(place.caller.device, place);
  company.began = lastOf(state);
  return { company, model: organizationModel(state) };
}

/** An organization with its founder alone. */
function foundedBy(
  company: Company,
  limit: number | null,
  { at: instant, history, person }: ReturnType<Judge['founding']>,
): OrganizationState {
  const { caller: by } = company.place('alice');
  const { email } = person;
  const at = company.dateOf(instant);
  const certificates = certificateNames({ cmd: 'user_create', by, at, ...by, email, profile: 'ADMIN' });
  company.names.certificates(certificates, history);
  return {
    expired: false,
    listeners: [],
    limit,
    users: new Map([['alice', { email, profile: 'ADMIN', revoked: false, frozen: false }]]),
    devices: new Map([[by.device, 'alice']]),
    invitations: [],
    greetings: new Map(),
    certificates,
  };
}
