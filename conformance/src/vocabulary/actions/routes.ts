import type { Expected } from '../../judge/expect.ts';
import type { Judge } from '../../judge/judge.ts';
import type { Bootstrapped } from '../../judge/organization.ts';
import type { CallChange } from '../../judge/rpc.ts';
import type { Exchange } from '../../wire/exchange.ts';
import { freshAddress } from '../organizations/invitation-organization.ts';
import { askInfo, type Invitation, inviteUser } from './invitations.ts';

/** A bootstrapped organization, its first device, and a pending invitation. */
export interface HonestCallers extends Bootstrapped {
  readonly invitation: Invitation;
}

/** One route of the protocol, with a valid call of it. */
export interface Route {
  readonly name: string;
  /** Makes the valid call, with the given changes. */
  readonly call: (judge: Judge, honestCallers: HonestCallers, change?: CallChange) => Promise<Exchange>;
  /** The answer to the call without changes. */
  readonly served: Expected;
}

/** Creates the callers of the routes below, in a new organization. */
export async function createHonestCallers(judge: Judge): Promise<HonestCallers> {
  const bootstrapped = await judge.bootstrapped();
  return { ...bootstrapped, invitation: await inviteUser(judge, bootstrapped.author, freshAddress(judge)) };
}

/** Every route that accepts commands by POST. */
export const rpcRoutes: readonly Route[] = [
  {
    name: 'anonymous',
    call: (judge, { organization, bootstrap }, change) => judge.bootstrap(organization, bootstrap, change),
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

/** The route of event streams. The call closes the stream after the head of its answer. */
export const eventsRoute: Route = {
  name: 'events',
  call: (judge, { author }, change) => judge.rpc.events(author, change),
  served: 200,
};
