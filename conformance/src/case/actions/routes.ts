import type { Exchange } from '../../wire/exchange.ts';
import type { Expected } from '../expect.ts';
import type { Judge } from '../judge.ts';
import type { Bootstrapped } from '../organization.ts';
import { freshAddress } from '../organizations/invitation-organization.ts';
import type { CallChange } from '../rpc.ts';
import { askInfo, type Invitation, inviteUser } from './invitations.ts';

/** The callers: a bootstrapped organization, its first device, and the bearer of an invitation. */
export interface HonestCallers extends Bootstrapped {
  readonly invitation: Invitation;
}

/** One route of the protocol, called as an honest party calls it but for the changes. */
export interface Route {
  readonly name: string;
  readonly call: (judge: Judge, honestCallers: HonestCallers, change?: CallChange) => Promise<Exchange>;
  /** What the honest call comes to. */
  readonly served: Expected;
}

/**
 * Creates the callers of the routes below: a fresh organization with its first device and a pending
 * invitation.
 */
export async function createHonestCallers(judge: Judge): Promise<HonestCallers> {
  const founded = await judge.bootstrapped();
  return { ...founded, invitation: await inviteUser(judge, founded.author, freshAddress(judge)) };
}

/** Every route that takes commands by POST. */
export const rpcRoutes: readonly Route[] = [
  {
    name: 'anonymous',
    call: (judge, { organization, founding }, change) => judge.bootstrap(organization, founding, change),
    served: 'organization_already_bootstrapped',
  },
  {
    name: 'anonymous_server',
    call: (judge, _, change) => judge.rpc.anonymousServer({ cmd: 'server_config' }, change),
    served: 'ok',
  },
  {
    name: 'invited',
    call: (judge, { invitation }, change) => askInfo(judge, invitation, change),
    served: 'ok',
  },
  {
    name: 'authenticated',
    call: (judge, { author }, change) =>
      judge.rpc.authenticated(author, { cmd: 'organization_info' }, change),
    served: 'ok',
  },
  {
    name: 'tos',
    call: (judge, { author }, change) => judge.rpc.tos(author, { cmd: 'tos_get' }, change),
    served: 'no_tos',
  },
];

/** The event stream, opened and closed again at once. */
export const eventsRoute: Route = {
  name: 'events',
  call: (judge, { author }, change) => judge.rpc.events(author, change),
  served: 200,
};
