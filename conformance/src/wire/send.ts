import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Endpoint } from './endpoint.ts';
import { Exchange, type ReceivedResponse, type SentRequest } from './exchange.ts';
import { headerPairs } from './headers.ts';
import { OversizedReply, REPLY_LIMIT } from './oversized-reply.ts';

/** The code of a socket error; 'timeout' if the check exceeded its time limit. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError') return 'timeout';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

/** When the reply counts as complete: with its body, or already with its head (event streams). */
export type Until = 'body' | 'head';

/** How one request is sent. */
export interface SendOptions {
  /** `body` by default. */
  readonly until?: Until | undefined;
  /**
   * `fresh` by default: on a connection of its own, and never a second time, for the server may
   * have acted before the connection broke. `kept`, for requests that change nothing: on a
   * connection that other requests were sent on. If that is reset, the server may have closed it
   * while it was idle, which says nothing about the server: the request is repeated once, on a
   * fresh one.
   */
  readonly connection?: 'fresh' | 'kept' | undefined;
  /** An open connection to use instead. */
  readonly socket?: Socket | undefined;
  /** Longest body of the reply, in bytes (2 MiB). */
  readonly limit?: number | undefined;
}

type Outcome = ReceivedResponse | OversizedReply | string;

/** The error of a kept connection that the server closed while it was idle. */
const isReset = (outcome: Outcome): outcome is string => outcome === 'ECONNRESET' || outcome === 'EPIPE';

/**
 * Sends one request and waits for its reply. Never throws: a socket's error becomes the exchange's.
 */
export async function send(
  endpoint: Endpoint,
  request: SentRequest,
  signal: AbortSignal,
  options: SendOptions = {},
): Promise<Exchange> {
  const started = performance.now();
  const isKept = options.connection === 'kept' && options.socket === undefined;
  const first = await attempt(endpoint, request, signal, options, isKept ? endpoint.agent : endpoint.fresh);
  const { outcome, wasIdle } = first;
  const repeats = wasIdle && isReset(outcome) && !endpoint.neverRetries;
  const last = repeats ? await attempt(endpoint, request, signal, options, endpoint.fresh) : first;
  const durationMs = performance.now() - started;
  const exchange = new Exchange(request, last.outcome, durationMs);
  if (exchange.response !== undefined) endpoint.roundTrips.add(durationMs);
  if (repeats) exchange.firstError = outcome;
  return exchange;
}

function attempt(
  endpoint: Endpoint,
  request: SentRequest,
  signal: AbortSignal,
  { until = 'body', socket, limit = REPLY_LIMIT }: SendOptions,
  agent: http.Agent,
): Promise<{ readonly outcome: Outcome; readonly wasIdle: boolean }> {
  return new Promise((settle) => {
    const options: https.RequestOptions = {
      ...endpoint.connection,
      method: request.method,
      path: request.target,
      headers: request.headers.flat(),
      ...(socket === undefined ? { agent } : { createConnection: () => socket }),
      signal,
      setHost: false,
    };
    let sent: http.ClientRequest | undefined;
    let hasHead = false;
    const resolve = (outcome: Outcome) =>
      settle({ outcome, wasIdle: !hasHead && (sent?.reusedSocket ?? false) });
    const fail = (error: unknown) => resolve(error instanceof OversizedReply ? error : codeOf(error));
    try {
      sent = (endpoint.secure ? https : http).request(options);
    } catch (error) {
      resolve(codeOf(error));
      return;
    }
    sent.on('response', (response) => {
      hasHead = true;
      const parts: Uint8Array[] = [];
      let size = 0;
      const finish = () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: headerPairs(response.rawHeaders),
          body: Buffer.concat(parts),
        });
      if (until === 'head') {
        finish();
        response.destroy();
        return;
      }
      response.on('data', (part: Uint8Array) => {
        size += part.length;
        if (size <= limit) parts.push(part);
        else {
          parts.length = 0;
          const announced = response.headers['content-length'];
          response.destroy(
            new OversizedReply(limit, size, announced === undefined ? undefined : Number(announced)),
          );
        }
      });
      response.on('end', finish);
      response.on('error', fail);
    });
    sent.on('error', fail);
    sent.end(request.body);
  });
}
