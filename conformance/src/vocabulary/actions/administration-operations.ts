import type { Judge } from '../../judge/judge.ts';
import type { Exchange } from '../../wire/exchange.ts';

/** One valid call of the administration API. */
export interface AdministrationOperation {
  readonly name: string;
  readonly method: string;
  readonly target: string;
  /** A valid body; absent if the operation has none. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** The subjects of the operations: an organization, the email of a user, and an unused name. */
export interface OperationSubjects {
  readonly organization: string;
  readonly email: string;
  readonly newName: string;
}

/**
 * Every operation of the administration API. The status or the user list shows the effect of each
 * one that has an effect.
 */
export function operations({
  organization,
  email,
  newName,
}: OperationSubjects): readonly AdministrationOperation[] {
  const path = `/administration/organizations/${encodeURIComponent(organization)}`;
  return [
    {
      name: 'organization_create',
      method: 'POST',
      target: '/administration/organizations',
      body: { organization_id: newName },
    },
    { name: 'organization_status', method: 'GET', target: path },
    { name: 'organization_update', method: 'PATCH', target: path, body: { active_users_limit: 42 } },
    { name: 'organization_stats', method: 'GET', target: `${path}/stats` },
    { name: 'user_list', method: 'GET', target: `${path}/users` },
    {
      name: 'user_freeze',
      method: 'POST',
      target: `${path}/users/freeze`,
      body: { frozen: true, user_email: email },
    },
    { name: 'server_stats', method: 'GET', target: '/administration/stats' },
  ];
}

/** Creates a bootstrapped organization, and makes the operations on it. */
export async function administeredOrganization(judge: Judge) {
  const { organization, bootstrap } = await judge.bootstrapped();
  const parts = {
    organization: organization.id,
    email: bootstrap.person.email,
    newName: judge.newName(),
  };
  return { ...parts, bootstrap, operations: operations(parts) };
}

/**
 * The answer with the statistics of the whole server. All checks of a run share one request,
 * because its cost grows with the number of organizations.
 */
export const sharedServerStats = (judge: Judge): Promise<Exchange> =>
  judge.shared('figures of the server', (founder) => founder.administration.serverStats());
