import type { Log } from '../log/index.ts';
import { offlineCause, type OfflineCause } from './offline-cause.ts';
import { readBounded } from './read-bounded.ts';

/** How a client reaches servers. `fetch` by argument: the runtime's, or one that a test or a browser brings. */
export interface TransportOptions {
  fetch?: typeof globalThis.fetch;
  /** For one exchange, from connecting to the last byte; default 30 s. */
  timeoutMs?: number;
  /** Bytes of a reply beyond which reading stops; default 64 MiB. */
  maxReplyBytes?: number;
  signal?: AbortSignal;
  log?: Log;
}

export interface Outgoing {
  method: 'GET' | 'POST' | 'PATCH';
  url: string;
  headers: Record<string, string>;
  body?: Uint8Array<ArrayBuffer> | string;
}

/** One HTTP exchange. `offline`: nothing usable came; `maybeReceived` says whether the server may have acted on the request all the same. */
export type Exchanged =
  | { kind: 'answered'; status: number; headers: Headers; body: Uint8Array }
  | { kind: 'offline'; cause: OfflineCause; detail: string; maybeReceived: boolean }
  | { kind: 'oversized'; status: number; limit: number };

/** For one exchange, unless said otherwise. */
export const defaultTimeoutMs = 30_000;
const defaultMaxReplyBytes = 64 * 1024 * 1024;

/** Sends one request and reads the whole reply within the limits. Redirections are not followed: credentials must not travel on. */
export async function exchange(outgoing: Outgoing, options: TransportOptions = {}): Promise<Exchanged> {
  const { fetch = globalThis.fetch, timeoutMs = defaultTimeoutMs, log } = options;
  const limit = options.maxReplyBytes ?? defaultMaxReplyBytes;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
  const started = performance.now();
  const { method, url, headers } = outgoing;
  log?.('trace', 'request', { method, url, bytes: outgoing.body?.length ?? 0 });
  const told = (exchanged: Exchanged): Exchanged => {
    log?.('debug', 'exchange', {
      method,
      url,
      ...summary(exchanged),
      ms: Math.round(performance.now() - started),
    });
    return exchanged;
  };
  try {
    const init: RequestInit = { method, headers, redirect: 'manual', signal };
    if (outgoing.body !== undefined) init.body = outgoing.body;
    const response = await fetch(url, init);
    const body = await readBounded(response, limit);
    if (body === undefined) return told({ kind: 'oversized', status: response.status, limit });
    return told({ kind: 'answered', status: response.status, headers: response.headers, body });
  } catch (error) {
    const found = offlineCause(error);
    if (found === undefined) throw error;
    return told({ kind: 'offline', ...found });
  }
}

function summary(exchanged: Exchanged): Record<string, string | number> {
  switch (exchanged.kind) {
    case 'answered':
      return { status: exchanged.status, bytes: exchanged.body.length };
    case 'oversized':
      return { status: exchanged.status, oversized: exchanged.limit };
    case 'offline':
      return { offline: exchanged.cause };
  }
}
