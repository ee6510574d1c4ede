import { type ClientRules, clientRules, type RefusalName } from '@parsec-spec/spec/client-rules';
import type { Exchanged } from './exchange.ts';
import type { OfflineCause } from './offline-cause.ts';

/**
 * Statuses of a proxy: request timeout, too early, client closed request. The server behind it may
 * have acted.
 */
const UNCERTAIN_STATUSES = [408, 425, 499];

/** The meaning of an HTTP status for a call (TRANSPORT-34). Each cause has its own outcome. */
export type HttpOutcome =
  | { outcome: RefusalName; http: number }
  /**
   * The versions that the server names; empty if it names none. `http` 200: a reply of another major
   * version.
   */
  | {
      outcome: 'unsupported-api-version';
      http: 200 | 422;
      served: readonly string[];
      /** The older side; undefined if neither is. */
      older: 'client' | 'server' | undefined;
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

/**
 * The body of a 200, or the outcome of any other exchange.
 *
 * @param rules the rules of this client; default: all
 */
export function httpOutcome(
  exchanged: Exchanged,
  rules: ClientRules = clientRules,
): HttpOutcome | { body: Uint8Array } {
  if (exchanged.kind === 'offline') {
    const { cause, detail, maybeReceived } = exchanged;
    return { outcome: 'offline', cause, detail, maybeReceived };
  }
  if (exchanged.kind === 'oversized') return { outcome: 'oversized-reply', limit: exchanged.limit };
  const { status, headers, body } = exchanged;
  if (status === 200) {
    const version = headers.get('api-version');
    const isRead = version === null || rules['client-trust/foreign-version-refused']?.(version) !== false;
    if (isRead) return { body };
    return unsupportedVersion(200, [version], rules);
  }
  if (status === 422) {
    const header = headers.get('supported-api-versions');
    const served = rules['client-transport/shows-supported-versions']?.(header) ?? [];
    return unsupportedVersion(422, served, rules);
  }
  const refusal = rules['client-transport/tells-refusals-apart']?.(status);
  if (refusal !== undefined) return { outcome: refusal, http: status };
  if (rules['client-transport/offline-is-retried']?.(status)) {
    return { outcome: 'offline', cause: 'gateway', detail: `HTTP ${status}`, maybeReceived: true };
  }
  const maybeReceived = status < 400 || status >= 500 || UNCERTAIN_STATUSES.includes(status);
  return { outcome: 'unexpected-http-status', http: status, maybeReceived };
}

const unsupportedVersion = (http: 200 | 422, served: readonly string[], rules: ClientRules): HttpOutcome => ({
  outcome: 'unsupported-api-version',
  http,
  served,
  older: rules['client-trust/says-which-is-older']?.(served),
  maybeReceived: http === 200,
});

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
