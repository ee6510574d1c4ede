import { API_VERSION } from '@parsec-spec/spec/commands';
import type { Exchanged } from './exchange.ts';
import type { OfflineCause } from './offline-cause.ts';

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

const GATEWAY_STATUSES = [502, 503, 504];

/**
 * Statuses of a proxy: request timeout, too early, client closed request. The server behind it may
 * have acted.
 */
const UNCERTAIN_STATUSES = [408, 425, 499];

/** The meaning of an HTTP status for a call (TRANSPORT-34). Each cause has its own outcome. */
export type HttpOutcome =
  | { outcome: (typeof meanings)[keyof typeof meanings]; http: number }
  /**
   * The versions that the server names; empty if it names none. `http` 200: a reply of another major
   * version.
   */
  | {
      outcome: 'unsupported-api-version';
      http: 200 | 422;
      served: readonly string[];
      maybeReceived: boolean;
    }
  /** Try again later. `maybeReceived`: the server may have acted on the request. */
  | { outcome: 'offline'; cause: OfflineCause; detail: string; maybeReceived: boolean }
  /**
   * Any other status, including 500 and redirections. `maybeReceived`: the status does not rule out
   * that the server has acted.
   */
  | { outcome: 'unexpected-http-status'; http: number; maybeReceived: boolean }
  | { outcome: 'oversized-reply'; limit: number };

/** The name of an outcome without a reply. */
export type OutcomeName = HttpOutcome['outcome'];

/** The body of a 200, or the outcome of any other exchange. */
export function httpOutcome(exchanged: Exchanged): HttpOutcome | { body: Uint8Array } {
  if (exchanged.kind === 'offline') {
    const { cause, detail, maybeReceived } = exchanged;
    return { outcome: 'offline', cause, detail, maybeReceived };
  }
  if (exchanged.kind === 'oversized') return { outcome: 'oversized-reply', limit: exchanged.limit };
  const { status, headers, body } = exchanged;
  if (status === 200) {
    const version = headers.get('api-version');
    if (version === null || majorOf(version) === majorOf(API_VERSION)) return { body };
    return { outcome: 'unsupported-api-version', http: 200, served: [version], maybeReceived: true };
  }
  if (status === 422) {
    const served = servedVersions(headers);
    return { outcome: 'unsupported-api-version', http: 422, served, maybeReceived: false };
  }
  if (hasMeaning(status)) return { outcome: meanings[status], http: status };
  if (GATEWAY_STATUSES.includes(status)) {
    return { outcome: 'offline', cause: 'gateway', detail: `HTTP ${status}`, maybeReceived: true };
  }
  const maybeReceived = status < 400 || status >= 500 || UNCERTAIN_STATUSES.includes(status);
  return { outcome: 'unexpected-http-status', http: status, maybeReceived };
}

function hasMeaning(status: number): status is keyof typeof meanings {
  return Object.hasOwn(meanings, status);
}

/** The major number of a version. */
export const majorOf = (version: string): number => Number.parseInt(version, 10);

function servedVersions(headers: Headers): readonly string[] {
  const text = headers.get('supported-api-versions') ?? '';
  return text
    .split(/[;,]/)
    .map((version) => version.trim())
    .filter((version) => version !== '');
}

/**
 * Tells whether the server may have acted on a request with this outcome. A timeout, an unreadable
 * reply or an error of a gateway or of the server does not rule it out.
 */
export function mayHaveActed(answer: { outcome: string; maybeReceived?: boolean }): boolean {
  switch (answer.outcome) {
    case 'offline':
    case 'unsupported-api-version':
    case 'unexpected-http-status':
      return answer.maybeReceived === true;
    case 'unknown-status':
    case 'unreadable-reply':
    case 'oversized-reply':
      return true;
    default:
      return false;
  }
}
