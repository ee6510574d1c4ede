import { BrokenBody } from './body-pieces.ts';

/** Why no usable answer arrived (TRANSPORT-34: 'offline, retry'). */
export type OfflineCause =
  | 'name-not-found'
  | 'connection-refused'
  | 'unreachable'
  | 'tls'
  | 'timeout'
  | 'connection-lost'
  | 'gateway'
  | 'cancelled';

interface Offline {
  cause: OfflineCause;
  detail: string;
  /** The server may have received the request and acted on it. */
  maybeReceived: boolean;
}

const REFUSED_CODES = ['ECONNREFUSED'];
// EINVAL: the resolver refuses the name.
const NAME_CODES = ['ENOTFOUND', 'EAI_AGAIN', 'EAI_NONAME', 'EINVAL'];
const ROUTE_CODES = [
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
];

/**
 * Classifies an error of `fetch` or of reading its body. Undefined if it is not a network error, so that
 * the caller rethrows it.
 */
export function offlineCause(error: unknown): Offline | undefined {
  if (error instanceof BrokenBody) {
    const lost = { cause: 'connection-lost', detail: String(error.cause), maybeReceived: true } as const;
    return offlineCause(error.cause) ?? lost;
  }
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'TimeoutError') {
    return { cause: 'timeout', detail: 'no complete answer in time', maybeReceived: true };
  }
  if (error.name === 'AbortError') return { cause: 'cancelled', detail: 'cancelled', maybeReceived: true };
  const codes = codesOf(error);
  // `fetch` throws TypeError for network errors and for misuse. Only a network error has a cause or
  // this text.
  if (codes.length === 0 && !(error instanceof TypeError)) return undefined;
  if (codes.length === 0 && !/fetch|network|load failed/i.test(error.message)) return undefined;
  // Browsers and fetch refuse some ports (6000, 6667 …) before they connect.
  if (error.cause instanceof Error && error.cause.message === 'bad port') {
    return { cause: 'unreachable', detail: 'fetch refuses this port', maybeReceived: false };
  }
  const detail = codes[0] ?? error.message;
  if (codes.some((code) => REFUSED_CODES.includes(code))) {
    return { cause: 'connection-refused', detail, maybeReceived: false };
  }
  if (codes.some((code) => NAME_CODES.includes(code))) {
    return { cause: 'name-not-found', detail, maybeReceived: false };
  }
  if (codes.some((code) => ROUTE_CODES.includes(code))) {
    return { cause: 'unreachable', detail, maybeReceived: false };
  }
  if (codes.some(isTls)) return { cause: 'tls', detail, maybeReceived: false };
  return { cause: 'connection-lost', detail, maybeReceived: true };
}

function isTls(code: string): boolean {
  return /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_/.test(code);
}

// A host with several addresses fails with an AggregateError, one error per address.
function codesOf(error: Error): string[] {
  const codes: string[] = [];
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if ('code' in at && typeof at.code === 'string') codes.push(at.code);
    if (at instanceof AggregateError) {
      for (const each of at.errors)
        if (each instanceof Error && 'code' in each) codes.push(String(each.code));
    }
  }
  return codes;
}
