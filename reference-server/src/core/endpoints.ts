import type { MaybePromise } from '@parsec-spec/spec/crypto';
import { administerOrganization, createOrganization } from '../administration/administer.ts';
import { serverStatistics } from '../administration/server-statistics.ts';
import type { Reply } from './call.ts';
import { events } from './events.ts';
import type { Exchange } from './exchange.ts';
import { anonymous, anonymousServer, authenticated, invited, probe } from './families.ts';
import { landingPage, redirection } from './pages.ts';
import type { Route } from './router.ts';
import type { Services } from './services.ts';

/** Answers one method of one route. */
export type Endpoint = (services: Services, exchange: Exchange, segment: string) => MaybePromise<Reply>;

/** Every method of every route that the server serves (spec/protocol/transport.md); another method is answered 405. */
export const endpoints: Readonly<Record<Route['to'], Readonly<Record<string, Endpoint>>>> = {
  landing: { GET: () => landingPage },
  redirect: { GET: ({ config }, { query }, rest) => redirection(config.server_addr, rest, query) },
  anonymous: { POST: anonymous, GET: probe },
  anonymous_server: { POST: anonymousServer },
  invited: { POST: invited },
  authenticated: {
    POST: (services, exchange, segment) => authenticated(services, exchange, segment, 'authenticated'),
  },
  tos: { POST: (services, exchange, segment) => authenticated(services, exchange, segment, 'tos') },
  events: { GET: events },
  organization_create: { POST: createOrganization },
  organization: {
    GET: (services, exchange, segment) =>
      administerOrganization(services, exchange, 'organization_status', segment),
    PATCH: (services, exchange, segment) =>
      administerOrganization(services, exchange, 'organization_update', segment),
  },
  organization_stats: {
    GET: (services, exchange, segment) =>
      administerOrganization(services, exchange, 'organization_stats', segment),
  },
  user_list: {
    GET: (services, exchange, segment) => administerOrganization(services, exchange, 'user_list', segment),
  },
  user_freeze: {
    POST: (services, exchange, segment) => administerOrganization(services, exchange, 'user_freeze', segment),
  },
  server_stats: { GET: serverStatistics },
};

const administered: ReadonlySet<Route['to']> = new Set([
  'organization_create',
  'organization',
  'organization_stats',
  'user_list',
  'user_freeze',
  'server_stats',
]);

/** Does the route belong to the administration, hence to the holder of its token? */
export const isAdministered = (to: Route['to']): boolean => administered.has(to);
