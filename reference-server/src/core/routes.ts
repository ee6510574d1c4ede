import { administrationFacts, type OperationName } from '@parsec-spec/spec/administration';
import { type Family, families } from '@parsec-spec/spec/commands';
import type { MaybePromise } from '@parsec-spec/spec/crypto';
import { administerOrganization, createOrganization } from './administration.ts';
import type { Reply } from './call.ts';
import {
  answerAnonymous,
  answerAnonymousServer,
  answerAuthenticated,
  answerInvited,
  answerProbe,
} from './families.ts';
import { liveness, metrics, readiness } from './health.ts';
import type { IncomingCall } from './incoming-call.ts';
import { openEventStream } from './open-event-stream.ts';
import { landingPage, redirection } from './replies.ts';
import { serverStatistics } from './server-statistics.ts';
import type { Services } from './services.ts';

/**
 * Answers one method of one route. `segment` is the part in braces of the route, as it is in the
 * path.
 */
type Endpoint = (services: Services, incoming: IncomingCall, segment: string) => MaybePromise<Reply>;

const eventsRoute = `${families.authenticated.route}/events`;

const routes: readonly (readonly [method: string, route: string, endpoint: Endpoint])[] = [
  ['GET', '/', () => landingPage],
  ['GET', '/healthz', () => liveness],
  ['GET', '/readyz', readiness],
  ['GET', '/metrics', metrics],
  ['GET', '/redirect/{...}', ({ config }, { query }, rest) => redirection(config, rest, query)],
  ...Object.entries(families).map(
    ([family, { method, route }]) => [method, route, familyEndpoint(family as Family)] as const,
  ),
  ['GET', families.anonymous.route, answerProbe],
  ['GET', eventsRoute, openEventStream],
  ...Object.entries(administrationFacts).map(
    ([operation, { method, path }]) => [method, path, operationEndpoint(operation as OperationName)] as const,
  ),
];

/** The methods of every route (spec/protocol/transport.md). Another method is answered 405. */
export const endpoints: ReadonlyMap<string, Readonly<Record<string, Endpoint>>> = new Map(
  Object.entries(Object.groupBy(routes, ([, route]) => route)).map(([route, methods = []]) => [
    route,
    Object.fromEntries(methods.map(([method, , endpoint]) => [method, endpoint])),
  ]),
);

/** Whether a route needs the administration token. */
export const isAdministered = (route: string): boolean =>
  route.startsWith('/administration/') || route === '/metrics';

const familyNames: ReadonlyMap<string, string> = new Map([
  ...Object.entries(families).map(([family, { route }]) => [route, family] as const),
  ...Object.values(administrationFacts).map(({ path }) => [path, 'administration'] as const),
  [eventsRoute, 'events'],
]);

/** The family of a route in the metrics: one of a fixed set of names. */
export const familyOf = (route: string): string => familyNames.get(route) ?? 'other';

function familyEndpoint(family: Family): Endpoint {
  const { authentication, route } = families[family];
  const handlers = {
    none: route.includes('{') ? answerAnonymous : answerAnonymousServer,
    invitation: answerInvited,
    device: answerAuthenticated,
  };
  const handler = handlers[authentication];
  return (services, incoming, segment) => handler(services, incoming, segment, family);
}

function operationEndpoint(operation: OperationName): Endpoint {
  if (operation === 'organization_create') return createOrganization;
  if (operation === 'server_stats') return serverStatistics;
  return (services, incoming, segment) => administerOrganization(services, incoming, operation, segment);
}

/**
 * A path that fits a pattern. `segment` is what the part in braces stands for, still
 * percent-encoded; empty if there is none.
 */
interface Match {
  readonly pattern: string;
  readonly segment: string;
}

/**
 * Makes a function that finds the pattern of a raw path; undefined: none fits. A part in braces
 * stands for one segment of the path, `{...}` at the end for the whole rest. Words of a pattern may
 * be written with escapes of letters (`/%61nonymous/Org`), which mean the same (RFC 3986 §6.2.2.2).
 * Nothing else is decoded or folded: `..` is ordinary text, and an encoded slash stays in its
 * segment, where no organization has one.
 *
 * @example
 * const route = makeRouter(['/anonymous/{organization_id}', '/redirect/{...}']);
 * route('/anonymous/Org'); // { pattern: '/anonymous/{organization_id}', segment: 'Org' }
 */
export function makeRouter(patterns: Iterable<string>): (path: string) => Match | undefined {
  const routes = Array.from(patterns, (pattern) => ({ pattern, words: pattern.split('/') }));
  return (path) => {
    const pieces = path.split('/');
    for (const { pattern, words } of routes) {
      const segment = fit(words, pieces);
      if (segment !== undefined) return { pattern, segment };
    }
    return undefined;
  };
}

function fit(words: readonly string[], pieces: readonly string[]): string | undefined {
  let segment = '';
  for (const [nth, word] of words.entries()) {
    const piece = pieces[nth];
    if (piece === undefined) return undefined;
    if (word === '{...}') return pieces.slice(nth).join('/');
    if (word.startsWith('{')) {
      if (piece === '' || /%2f/i.test(piece)) return undefined;
      segment = piece;
    } else if (decodeUnreserved(piece) !== word) return undefined;
  }
  return pieces.length === words.length ? segment : undefined;
}

// Letters, digits and `-._~` mean the same whether they are escaped or not.
const decodeUnreserved = (text: string): string =>
  text.includes('%')
    ? text.replace(/%(?:2d|2e|3\d|[46][1-9a-f]|[57][\da]|5f|7e)/gi, (triplet) =>
        String.fromCharCode(Number.parseInt(triplet.slice(1), 16)),
      )
    : text;
