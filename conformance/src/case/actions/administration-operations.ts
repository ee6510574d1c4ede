import type { Exchange } from '../../wire/exchange.ts';
import type { Judge } from '../judge.ts';

/** One operation of the administration, as a valid call on an organization that has the user. */
export interface AdministrationOperation {
  readonly name: string;
  readonly method: string;
  readonly target: string;
  /** A valid body, where the operation takes one. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/**
 * The objects of the operations: an organization, one of its users, and an unused organization
 * name.
 */
export interface OperationSubjects {
  readonly organization: string;
  readonly email: string;
  readonly newName: string;
}

/** Operations A1 to A7, each valid and with an effect that the status or the user list shows. */
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

/** A bootstrapped organization, and the operations on it. */
export async function administeredOrganization(judge: Judge) {
  const { organization, founding } = await judge.bootstrapped();
  const parts = {
    organization: organization.id,
    email: founding.person.email,
    newName: judge.newName(),
  };
  return { ...parts, founding, operations: operations(parts) };
}

/**
 * The figures of the whole server, asked for once in a run: they cost it the more, the more
 * organizations it has.
 */
export const sharedServerStats = (judge: Judge): Promise<Exchange> =>
  judge.shared('figures of the server', (founder) => founder.administration.serverStats());
