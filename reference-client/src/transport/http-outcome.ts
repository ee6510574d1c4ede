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

const gateways = [502, 503, 504];

/** Of a proxy that gave up, asks to come again, or lost its client: the server behind it may have acted. */
const undecided = [408, 425, 499];

/** What an HTTP status says of a call (TRANSPORT-34), each cause a value of its own. */
export type HttpOutcome =
  | { outcome: (typeof meanings)[keyof typeof meanings]; http: number }
  /** Versions the server said it serves; empty when it did not say. */
  | { outcome: 'unsupported-api-version'; http: 422; served: readonly string[] }
  /** Try again later. `maybeReceived`: the server may have acted on the request. */
  | { outcome: 'offline'; cause: OfflineCause; detail: string; maybeReceived: boolean }
  /** Anything else, 500 and redirections among it. `maybeReceived`: it says neither that the request was refused nor that it did not arrive. */
  | { outcome: 'unexpected-http-status'; http: number; maybeReceived: boolean }
  | { outcome: 'oversized-reply'; limit: number };

export type OutcomeName = HttpOutcome['outcome'];

/** The body of a 200, or what the exchange came to instead. */
export function httpOutcome(exchanged: Exchanged): HttpOutcome | { body: Uint8Array } {
  if (exchanged.kind === 'offline') {
    const { cause, detail, maybeReceived } = exchanged;
    return { outcome: 'offline', cause, detail, maybeReceived };
  }
  if (exchanged.kind === 'oversized') return { outcome: 'oversized-reply', limit: exchanged.limit };
  const { status, headers, body } = exchanged;
  if (status === 200) return { body };
  if (status === 422)
    return { outcome: 'unsupported-api-version', http: 422, served: servedVersions(headers) };
  if (isMeant(status)) return { outcome: meanings[status], http: status };
  if (gateways.includes(status)) {
    return { outcome: 'offline', cause: 'gateway', detail: `HTTP ${status}`, maybeReceived: true };
  }
  const maybeReceived = status < 400 || status >= 500 || undecided.includes(status);
  return { outcome: 'unexpected-http-status', http: status, maybeReceived };
}

function isMeant(status: number): status is keyof typeof meanings {
  return Object.hasOwn(meanings, status);
}

function servedVersions(headers: Headers): readonly string[] {
  const text = headers.get('supported-api-versions') ?? '';
  return text
    .split(/[;,]/)
    .map((version) => version.trim())
    .filter((version) => version !== '');
}
