import type { Uuid } from '@parsec-spec/spec/codec';
import type { CommandName, Family, Replies, Requests } from '@parsec-spec/spec/commands';
import { systemName } from '#platform';
import { bodyPieces } from './body-pieces.ts';
import type { Log } from './log.ts';
import { type OfflineCause, offlineCause } from './offline-cause.ts';

/** A call that has ended. Its values contain tokens, which must not be shown or stored. */
export interface EndedCall {
  family: Family;
  request: Requests[CommandName];
  /** The device whose signing key signed the header. */
  deviceId?: Uuid | undefined;
  /** Only a declared reply has an object. `open`: an event stream. */
  ended: { outcome: string; http?: number; reply?: Replies[CommandName] };
}

/** Options of the connection to servers. `fetch` can be replaced by a test or a browser. */
export interface TransportOptions {
  fetch?: typeof globalThis.fetch;
  /** Timeout of one exchange, from connecting to the last byte, in ms; default 30 s. */
  timeoutMs?: number;
  /** Longest reply in bytes; default 64 MiB. */
  maxReplyBytes?: number;
  signal?: AbortSignal;
  log?: Log;
  /** Called after each call of a command and each opening of an event stream. */
  onCall?: (call: EndedCall) => void;
}

/** One HTTP request. */
export interface Outgoing {
  method: 'GET' | 'POST' | 'PATCH';
  url: string;
  headers: Record<string, string>;
  body?: Uint8Array<ArrayBuffer> | string;
}

/**
 * The result of an HTTP exchange. `offline`: no usable response arrived. `maybeReceived`: the
 * server may have acted on the request.
 */
export type Exchanged =
  | { kind: 'answered'; status: number; headers: Headers; body: Uint8Array }
  | { kind: 'offline'; cause: OfflineCause; detail: string; maybeReceived: boolean }
  | { kind: 'oversized'; status: number; limit: number };

/** The default timeout of one exchange. */
export const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_MAX_REPLY_BYTES = 64 * 1024 * 1024;

/**
 * Sends one request and reads the whole response within the limits. Redirections are not followed,
 * because another host must not get the credentials.
 *
 * @throws what `fetch` throws for a mistake of the caller
 */
export async function exchange(outgoing: Outgoing, options: TransportOptions = {}): Promise<Exchanged> {
  const { fetch = globalThis.fetch, timeoutMs = DEFAULT_TIMEOUT_MS, log } = options;
  const limit = options.maxReplyBytes ?? DEFAULT_MAX_REPLY_BYTES;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
  const started = performance.now();
  const { method, url, headers } = outgoing;
  log?.('trace', 'request', { method, url, bytes: outgoing.body?.length ?? 0 });
  const logged = (exchanged: Exchanged): Exchanged => {
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
    if (body === undefined) return logged({ kind: 'oversized', status: response.status, limit });
    return logged({ kind: 'answered', status: response.status, headers: response.headers, body });
  } catch (error) {
    const cause = offlineCause(error);
    if (cause === undefined) throw error;
    return logged({ kind: 'offline', ...cause });
  }
}

/**
 * Reads the body of a response; undefined if it exceeds the limit in bytes. The rest is then not
 * read.
 */
async function readBounded(response: Response, limit: number): Promise<Uint8Array | undefined> {
  if (response.body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bodyPieces(response.body)) {
    length += piece.length;
    if (length > limit) return undefined;
    chunks.push(piece);
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
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

/**
 * The version of this package. An import of `package.json` would copy it into `dist/`, where it
 * would hide the true one, and with it `#platform`.
 */
const VERSION = '0.2.0';

/** The product and its version in the header `User-Agent` (TRANSPORT-35). */
export const userAgent = `Parsec-Spec-Client/${VERSION} ${systemName}`;
