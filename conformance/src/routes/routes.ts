import type { Exchange } from '../exchange/index.ts';
import type { Bootstrapped, CallChange, Expected, Judge } from '../judge/index.ts';

/** Who calls: a bootstrapped organization, its first device, and an invitation token that nobody issued. */
export interface Honest extends Bootstrapped {
  readonly unknownToken: string;
}

/** One route of the protocol, called as an honest party calls it but for the changes. */
export interface Route {
  readonly name: string;
  readonly call: (judge: Judge, honest: Honest, change?: CallChange) => Promise<Exchange>;
  /** What the honest call comes to. */
  readonly served: Expected;
}

/** A fresh organization with its first device: whoever calls the routes below. */
export async function honest(judge: Judge): Promise<Honest> {
  return { ...(await judge.bootstrapped()), unknownToken: judge.random.hex(32) };
}

/** Every route that takes commands by POST. Without an invitation, the invited one is served as far as the token's refusal. */
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
    call: (judge, { organization, unknownToken }, change) =>
      judge.rpc.invited(organization.id, unknownToken, { cmd: 'invite_info' }, change),
    served: 403,
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
export const events: Route = {
  name: 'events',
  call: (judge, { author }, change) => judge.rpc.events(author, change),
  served: 200,
};
