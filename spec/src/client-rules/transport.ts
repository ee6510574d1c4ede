import { API_VERSION } from '../commands/index.ts';

/** A request of a client, before its headers are written. */
export interface RequestFacts {
  readonly opens: 'command' | 'event stream';
  /** The bearer token, where the family requires credentials. */
  readonly token: string | undefined;
  /** Product and version of the client. */
  readonly userAgent: string;
}

/** Headers by their names in lower case. */
export type RequestHeaders = Readonly<Record<string, string>>;

/** The headers of a request (TRANSPORT-33, TRANSPORT-35, AUTH-01). */
export const headerRules = {
  'client-transport/sends-api-version': () => ({ 'api-version': API_VERSION }),

  'client-transport/sends-content-type': ({ opens }) =>
    opens === 'command' ? { 'content-type': 'application/msgpack', accept: 'application/msgpack' } : {},

  'client-transport/sends-accept': ({ opens }) =>
    opens === 'event stream' ? { accept: 'text/event-stream' } : {},

  'client-transport/sends-authorization': ({ token }) =>
    token === undefined ? {} : { authorization: `Bearer ${token}` },

  'client-transport/names-itself': ({ userAgent }) => ({ 'user-agent': userAgent }),
} as const satisfies Record<string, (facts: RequestFacts) => RequestHeaders>;

/**
 * The headers of a request.
 *
 * @param rules the rules of this client
 */
export function requestHeaders(
  rules: Partial<typeof headerRules>,
  facts: RequestFacts,
): Record<string, string> {
  const ids = Object.keys(headerRules) as (keyof typeof headerRules)[];
  return Object.assign({}, ...ids.map((id) => rules[id]?.(facts)));
}

const meanings = {
  401: 'missing-authentication',
  403: 'bad-authentication',
  404: 'organization-not-found',
  406: 'accept-refused',
  410: 'invitation-gone',
  413: 'request-too-large',
  415: 'request-not-understood',
  460: 'organization-expired',
  461: 'user-revoked',
  462: 'user-frozen',
  463: 'terms-not-accepted',
  464: 'web-client-refused',
  498: 'token-expired',
} as const;

/** The meaning of an HTTP status that refuses a call. */
export type RefusalName = (typeof meanings)[keyof typeof meanings];

const GATEWAY_STATUSES = [502, 503, 504];

/** The major number of a version. */
export const majorOf = (version: string): number => Number.parseInt(version, 10);

/** How a client reads an answer (TRANSPORT-34). */
export const answerRules = {
  /** The meaning of an HTTP status; undefined if the protocol gives it none. */
  'client-transport/tells-refusals-apart': (status: number): RefusalName | undefined =>
    Object.hasOwn(meanings, status) ? meanings[status as keyof typeof meanings] : undefined,

  /** Whether an HTTP status means that the server is offline. */
  'client-transport/offline-is-retried': (status: number): boolean => GATEWAY_STATUSES.includes(status),

  /** The versions that the header `Supported-Api-Versions` names. */
  'client-transport/shows-supported-versions': (header: string | null): readonly string[] =>
    (header ?? '')
      .split(/[;,]/)
      .map((version) => version.trim())
      .filter((version) => version !== ''),

  /** Whether a reply with an unknown `status` is a failure. */
  'client-transport/survives-unknown-status': (status: string): boolean => status !== 'ok',

  /** The reason to show of a reply with an unknown `status`. */
  'client-transport/shows-reason': (reason: string | undefined): string | undefined => reason,

  /** Whether a reply of this version is read. */
  'client-trust/foreign-version-refused': (version: string): boolean =>
    majorOf(version) === majorOf(API_VERSION),

  /** The older side, if the server names these versions; undefined if neither is the older one. */
  'client-trust/says-which-is-older': (served: readonly string[]): 'client' | 'server' | undefined => {
    const own = majorOf(API_VERSION);
    if (served.length === 0) return undefined;
    if (served.every((version) => majorOf(version) > own)) return 'client';
    return served.every((version) => majorOf(version) < own) ? 'server' : undefined;
  },

  /** The meaning of a status that refuses a bootstrap; undefined if it has no outcome of its own. */
  'organization_bootstrap/client-tells-failures-apart': (
    status: string,
  ): 'token-refused' | 'already-bootstrapped' | undefined => {
    if (status === 'invalid_bootstrap_token') return 'token-refused';
    return status === 'organization_already_bootstrapped' ? 'already-bootstrapped' : undefined;
  },
} as const;
