import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { CodedError } from '@parsec-spec/spec/errors';
import { ByteBuffer } from './byte-buffer.ts';
import type { Endpoint, InProcessAnswer } from './endpoint.ts';
import { CUT_OFF, Exchange, type ReceivedResponse, type SentRequest } from './exchange.ts';
import { headerPairs } from './headers.ts';
import { OversizedReply, REPLY_LIMIT } from './oversized-reply.ts';

/** When a reply counts as complete: after its body, or after its head (for event streams). */
export type Until = 'body' | 'head';

export interface SendOptions {
  /** `body` by default. */
  readonly until?: Until | undefined;
  /**
   * `fresh` (default): a new connection. A request that was sent to its end is never repeated,
   * because the server may have applied it before the connection broke.
   *
   * `kept`: a connection that may be reused. Only for requests that change nothing. If it is reset,
   * the server may have closed it while it was idle. The request is then repeated once on a new
   * connection.
   */
  readonly connection?: 'fresh' | 'kept' | undefined;
  /** An open connection to use. It overrides `connection`. */
  readonly socket?: Socket | undefined;
  /** Maximum length of the reply's body, in bytes. Default: 2 MiB. */
  readonly limit?: number | undefined;
}

/**
 * Sends one request and waits for its reply. Never throws: an error of the socket becomes the
 * `error` of the exchange. A request whose connection broke before it was sent to its end is
 * sent once more.
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
  const { outcome, mayRepeat } = first;
  const repeats = mayRepeat && isReset(outcome) && !endpoint.neverRetries && options.socket === undefined;
  const last = repeats ? await attempt(endpoint, request, signal, options, endpoint.fresh) : first;
  const durationMs = performance.now() - started;
  const exchange = new Exchange(request, last.outcome, durationMs);
  if (exchange.response !== undefined) endpoint.roundTrips.add(durationMs);
  if (repeats) exchange.firstError = outcome;
  return exchange;
}

type Outcome = ReceivedResponse | OversizedReply | string;

/** Whether the server closed the connection. */
const isReset = (outcome: Outcome): outcome is string => outcome === 'ECONNRESET' || outcome === 'EPIPE';

/**
 * Whether the connection broke before the request was sent to its end. Then the server cannot have
 * applied it. It may have refused it by its head, in an answer that was lost with the connection.
 */
const isUnsent = (request: http.ClientRequest | undefined, error: unknown) =>
  request?.writableFinished === false ||
  (error instanceof Error && 'syscall' in error && error.syscall === 'write');

function attempt(
  endpoint: Endpoint,
  request: SentRequest,
  signal: AbortSignal,
  { until = 'body', socket, limit = REPLY_LIMIT }: SendOptions,
  agent: http.Agent,
): Promise<{ readonly outcome: Outcome; readonly mayRepeat: boolean }> {
  if (endpoint.inProcess !== undefined) return answerInProcess(endpoint.inProcess, request, limit);
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
    let clientRequest: http.ClientRequest | undefined;
    let hasHead = false;
    const resolve = (outcome: Outcome) => settle({ outcome, mayRepeat: false });
    const fail = (error: unknown) =>
      settle({
        outcome: error instanceof OversizedReply ? error : codeOf(error),
        mayRepeat: !hasHead && (clientRequest?.reusedSocket === true || isUnsent(clientRequest, error)),
      });
    try {
      clientRequest = (endpoint.secure ? https : http).request(options);
    } catch (error) {
      resolve(codeOf(error));
      return;
    }
    clientRequest.on('response', (response) => {
      hasHead = true;
      let body = new ByteBuffer();
      let size = 0;
      const finish = () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: headerPairs(response.rawHeaders),
          body: body.bytes,
        });
      if (until === 'head') {
        finish();
        response.destroy();
        return;
      }
      response.on('data', (part: Uint8Array) => {
        size += part.length;
        if (size <= limit) body.add(part);
        else {
          body = new ByteBuffer();
          const announced = response.headers['content-length'];
          response.destroy(
            new OversizedReply(limit, size, announced === undefined ? undefined : Number(announced)),
          );
        }
      });
      response.on('end', finish);
      response.on('error', (error) => fail(codeOf(error) === 'ECONNRESET' ? new Error(CUT_OFF) : error));
    });
    clientRequest.on('error', fail);
    limitInterims(clientRequest);
    onSwitch(clientRequest, resolve);
    clientRequest.end(request.body);
  });
}

/** Maximum number of interim (1xx) responses before an answer. */
const MAX_INTERIMS = 100;

/** Ends a request whose server sends interim responses without end. */
export function limitInterims(request: http.ClientRequest): void {
  let interims = 0;
  request.on('information', () => {
    interims += 1;
    if (interims > MAX_INTERIMS) request.destroy(new Error(`more than ${MAX_INTERIMS} interim responses`));
  });
}

/**
 * Calls back if a server switches protocols (HTTP 101). Without this listener Node would close the
 * connection and report no error.
 */
export function onSwitch(request: http.ClientRequest, resolve: (response: ReceivedResponse) => void): void {
  request.on('upgrade', ({ statusCode = 0, rawHeaders }, socket) => {
    socket.destroy();
    resolve({ status: statusCode, headers: headerPairs(rawHeaders), body: new Uint8Array() });
  });
}

async function answerInProcess(answer: InProcessAnswer, request: SentRequest, limit: number) {
  const { stream, ...response } = await answer(request);
  stream?.end();
  const size = response.body.length;
  return { outcome: size > limit ? new OversizedReply(limit, size, size) : response, mayRepeat: false };
}

/** The code of a socket error, 'timeout' if the check exceeded its time limit, or a message of ours. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError') return 'timeout';
  if (error instanceof CodedError) return error.message;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
