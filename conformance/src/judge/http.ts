import type { Socket } from 'node:net';
import type { Endpoint } from '../wire/endpoint.ts';
import { asBuffer, type Exchange, type HeaderList, type SentRequest } from '../wire/exchange.ts';
import { changeHeaders, type HeaderChanges } from '../wire/headers.ts';
import { REPLY_LIMIT } from '../wire/oversized-reply.ts';
import { openSocket, type RawOptions, type RawParts, rawRequest, sendRaw } from '../wire/raw-socket.ts';
import { type SendOptions, send } from '../wire/send.ts';
import {
  openStreamingResponse,
  type StreamingOptions,
  type StreamingResponse,
} from '../wire/streaming-response.ts';
import type { CheckRecord } from './check-record.ts';
import { type Deadline, pause } from './deadline.ts';
import { Unjudged } from './failure.ts';

/**
 * A request. Only `Host` is added, and `Content-Length` if there is a body. By default GET, HEAD
 * and OPTIONS reuse connections, and other methods open a new one.
 */
export interface HttpRequest extends Pick<SendOptions, 'until' | 'connection' | 'limit'> {
  /** Default: GET. */
  readonly method?: string;
  /** The request target, sent unchanged. It begins with `/`. */
  readonly target: string;
  readonly headers?: HeaderList;
  /** Changes to `headers`, including `Host` and `Content-Length`. */
  readonly change?: HeaderChanges;
  readonly body?: Uint8Array | string;
  /** The label of this exchange in reports. */
  readonly label?: string | undefined;
}

/** Changes a request before it is sent. */
export type Alteration = (request: HttpRequest) => HttpRequest;

/** Methods of requests that change nothing. */
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** Maximum duration of a stop before a request, in ms. */
const MAX_STOP_MS = 24 * 3_600_000;

/** Maximum sum of the waits for one request that is answered 429, in ms. */
const MAX_TOTAL_WAIT_MS = 60_000;

/** Sends the requests of one check to one server, and records the exchanges. */
export class Http {
  readonly endpoint: Endpoint;
  readonly #deadline: Deadline;
  readonly #record: CheckRecord;
  readonly #waits: boolean;
  readonly #alter: Alteration;
  readonly #timeoutMs: number | undefined;
  readonly #open: Socket[] = [];

  /**
   * `waits`: whether a request is retried on 429. The wait does not count as time of the check.
   * `alter`: changes each request that `send` and `open` make. `timeoutMs`: limits each exchange of
   * `send` from its first to its last byte, the waits after 429, and the head of an answer to `open`.
   */
  constructor(
    endpoint: Endpoint,
    deadline: Deadline,
    record: CheckRecord,
    {
      waits = true,
      alter = (request) => request,
      timeoutMs,
    }: {
      readonly waits?: boolean;
      readonly alter?: Alteration | undefined;
      readonly timeoutMs?: number | undefined;
    } = {},
  ) {
    this.endpoint = endpoint;
    this.#deadline = deadline;
    this.#record = record;
    this.#waits = waits;
    this.#alter = alter;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Sends a request; a function makes it when it is sent. On 429 it is retried after `Retry-After`,
   * unless the waits exceed one minute in total.
   */
  async send(given: HttpRequest | (() => HttpRequest)): Promise<Exchange> {
    const number = this.#record.countRequest();
    const { request, sent } = this.#isStopAt(number) ? await this.#stopped(given) : this.#prepare(given);
    const { until, limit } = request;
    const connection = request.connection ?? (SAFE_METHODS.includes(sent.method) ? 'kept' : 'fresh');
    if (this.#isOverdue) await this.#pause();
    const ms = this.#timeoutMs;
    const patience = Math.min(MAX_TOTAL_WAIT_MS, ms ?? MAX_TOTAL_WAIT_MS);
    for (let attempt = 0, left = this.#waits ? patience : 0; ; attempt += 1) {
      const { signal: whole } = this.#deadline;
      const signal = ms === undefined ? whole : AbortSignal.any([whole, AbortSignal.timeout(ms)]);
      const socket = this.#open.shift();
      const exchange = await send(this.endpoint, sent, signal, { until, connection, socket, limit });
      const [retryAfter, date] = [exchange.header('retry-after'), exchange.header('date')];
      const waitMs = waitAfter({ retryAfter, date }, attempt);
      if (exchange.status !== 429 || waitMs > left || signal.aborted)
        return this.#keep(exchange, number, request.label);
      left -= waitMs;
      this.#deadline.extend(waitMs);
      await pause(waitMs, whole);
    }
  }

  /**
   * Opens connections, which the next requests use in order. Returns a function that closes the
   * unused ones.
   */
  async openConnections(count: number): Promise<() => void> {
    if (this.endpoint.inProcess !== undefined) return () => undefined;
    const opened = await Promise.all(Array.from({ length: count }, () => openSocket(this.endpoint)));
    const sockets = opened.filter((socket) => socket !== undefined);
    this.#open.push(...sockets);
    return () => {
      for (const socket of this.#open.splice(0)) socket.destroy();
    };
  }

  /**
   * Sends a request on a new connection, and resolves as soon as the head of its answer arrives.
   */
  async open(
    given: HttpRequest | (() => HttpRequest),
    options?: StreamingOptions,
  ): Promise<StreamingResponse> {
    const number = this.#record.countRequest();
    const { request, sent } = this.#isStopAt(number) ? await this.#stopped(given) : this.#prepare(given);
    if (this.#isOverdue) await this.#pause();
    const late = new AbortController();
    const timer = this.#timeoutMs === undefined ? undefined : setTimeout(() => late.abort(), this.#timeoutMs);
    const signal = AbortSignal.any([this.#deadline.signal, late.signal]);
    const answer = await openStreamingResponse(this.endpoint, sent, signal, {
      ...options,
      ...(this.#record.keepsBodies ? { keptBytes: REPLY_LIMIT } : {}),
    });
    clearTimeout(timer);
    this.#keep(answer.exchange, number, request.label);
    return answer;
  }

  /** Writes bytes on a new connection, for chunked bodies, wrong lengths and partial requests. */
  async raw(parts: RawParts, options: RawOptions & { readonly label?: string } = {}): Promise<Exchange> {
    if (this.endpoint.inProcess !== undefined)
      throw new Unjudged('not-applicable', 'no socket leads to a server in this process');
    const number = this.#record.countRequest();
    if (this.#isStopAt(number)) await this.#stop(rawRequest(parts));
    if (this.#isOverdue) await this.#pause();
    const exchange = await sendRaw(this.endpoint, parts, this.#deadline.signal, options);
    return this.#keep(exchange, number, options.label);
  }

  get #isOverdue(): boolean {
    return this.#deadline.signal.aborted;
  }

  /**
   * A request after the deadline fails at once. This pause keeps a loop of such requests from
   * blocking the event loop.
   */
  #pause(): Promise<void> {
    return pause(0, this.#deadline.signal);
  }

  /** Whether the user looks at this request before it is sent (`--step`). */
  #isStopAt(number: number): boolean {
    return this.#record.breakpoint?.number === number;
  }

  /** Stops before a request, and then makes it again, so that its signature is fresh. */
  async #stopped(given: HttpRequest | (() => HttpRequest)) {
    await this.#stop(this.#prepare(given).sent);
    return this.#prepare(given);
  }

  /** Waits until the check may go on. The wait does not count as time of the check. */
  async #stop(request: SentRequest): Promise<void> {
    const started = performance.now();
    this.#deadline.extend(MAX_STOP_MS);
    await this.#record.breakpoint?.stopped(request, this.endpoint.address);
    this.#deadline.extend(performance.now() - started - MAX_STOP_MS);
  }

  #prepare(given: HttpRequest | (() => HttpRequest)) {
    const request = this.#alter(typeof given === 'function' ? given() : given);
    return { request, sent: this.#sentRequest(request) };
  }

  #sentRequest(request: HttpRequest): SentRequest {
    const body =
      typeof request.body === 'string' ? Buffer.from(request.body) : (request.body ?? new Uint8Array());
    const length: HeaderList = request.body === undefined ? [] : [['Content-Length', String(body.length)]];
    const headers = changeHeaders(
      [['Host', this.endpoint.host], ...(request.headers ?? []), ...length],
      request.change,
    );
    return { method: request.method ?? 'GET', target: request.target, headers, body };
  }

  #keep(exchange: Exchange, number: number, label: string | undefined): Exchange {
    exchange.label = label;
    exchange.origin = { address: this.endpoint.address, number };
    this.#record.keep(exchange);
    // Reports redact every invitation token, because its bearer can make calls with it.
    for (const token of tokensIn(exchange)) this.#record.secrets.bytes(token, 'invitation token');
    return exchange;
  }
}

/** The tokens in a reply, or in the items of its lists. */
function tokensIn(exchange: Exchange): readonly Uint8Array[] {
  if (exchange.status !== 200 || !asBuffer(exchange.body).includes('token')) return [];
  const reply = Object(exchange.message) as Readonly<Record<string, unknown>>;
  const listed = Object.values(reply).filter(Array.isArray).flat();
  return [reply, ...listed]
    .map((item: unknown) => Object(item).token as unknown)
    .filter((token) => token instanceof Uint8Array);
}

/** The shortest wait before a request is retried, at first and at most, in ms. */
const MIN_RETRY_MS = 500;
const MAX_RETRY_MS = 30_000;

/**
 * How long to wait before a request that was answered 429 is retried, in ms. It is the value of
 * `Retry-After`, but at least half a second, doubled with each attempt up to 30 s.
 *
 * @param retryAfter - a number of seconds, or a date (RFC 9110 §10.2.3)
 * @param date - the server's clock, from its `Date` header
 * @param attempt - number of earlier attempts
 */
export function waitAfter(
  {
    retryAfter = '',
    date = '',
  }: { readonly retryAfter?: string | undefined; readonly date?: string | undefined },
  attempt: number,
): number {
  const minimum = Math.min(MIN_RETRY_MS * 2 ** attempt, MAX_RETRY_MS);
  const now = Date.parse(date) || Date.now();
  const isDate = retryAfter.endsWith('GMT');
  const delay = isDate ? Date.parse(retryAfter) - now : Number(retryAfter) * 1000;
  return Math.max(minimum, Number.isNaN(delay) ? 0 : delay);
}

/**
 * Sends a request, and sends it once more if its connection broke without an answer. For the
 * preflight of a run.
 */
export async function sendTwice(http: Http, request: HttpRequest): Promise<Exchange> {
  const first = await http.send(request);
  return first.error === undefined || first.error === 'timeout' ? first : await http.send(request);
}
