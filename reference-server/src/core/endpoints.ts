import { type OperationName, administrationFacts } from '@parsec-spec/spec/administration';
import { type Family, families } from '@parsec-spec/spec/commands';
import type { MaybePromise } from '@parsec-spec/spec/crypto';
import { administerOrganization, createOrganization } from './administer.ts';
import type { Reply } from './call.ts';
import { events } from './event-endpoint.ts';
import type { Exchange } from './exchange.ts';
import { anonymous, anonymousServer, authenticated, invited, probe } from './families.ts';
import { landingPage, redirection } from './pages.ts';
import { serverStatistics } from './server-statistics.ts';
import type { Services } from './services.ts';

/** Answers one method of one route. `segment` is the part in braces of the route, as it is in the path. */
export type Endpoint = (services: Services, exchange: Exchange, segment: string) => MaybePromise<Reply>;

const served: readonly (readonly [method: string, route: string, endpoint: Endpoint])[] = [
  ['GET', '/', () => landingPage],
  ['GET', '/redirect/{...}', ({ config }, { query }, rest) => redirection(config.server_addr, rest, query)],
  ...Object.entries(families).map(
    ([family, { method, route }]) => [method, route, familyEndpoint(family as Family)] as const,
  ),
  ['GET', families.anonymous.route, probe],
  ['GET', `${families.authenticated.route}/events`, events],
  ...Object.entries(administrationFacts).map(
    ([operation, { method, path }]) => [method, path, operationEndpoint(operation as OperationName)] as const,
  ),
];

/** The methods of every route (spec/protocol/transport.md). Another method is answered 405. */
export const endpoints: ReadonlyMap<string, Readonly<Record<string, Endpoint>>> = new Map(
  Object.entries(Object.groupBy(served, ([, route]) => route)).map(([route, methods = []]) => [
    route,
    Object.fromEntries(methods.map(([method, , endpoint]) => [method, endpoint])),
  ]),
);

/** Does the route belong to the administration, which needs its token? */
export const isAdministered = (route: string): boolean => route.startsWith('/administration/');

function familyEndpoint(family: Family): Endpoint {
  const { authentication, route } = families[family];
  const handlers = {
    none: route.includes('{') ? anonymous : anonymousServer,
    invitation: invited,
    device: authenticated,
  };
  const handler = handlers[authentication];
  return (services, exchange, segment) => handler(services, exchange, segment, family);
}

function operationEndpoint(operation: OperationName): Endpoint {
  if (operation === 'organization_create') return createOrganization;
  if (operation === 'server_stats') return serverStatistics;
  return (services, exchange, segment) => administerOrganization(services, exchange, operation, segment);
}
