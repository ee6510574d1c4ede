import type { Socket } from 'node:net';
import type { Endpoint } from '../wire/endpoint.ts';
import { asBuffer, type Exchange, type HeaderList, type SentRequest } from '../wire/exchange.ts';
import { changeHeaders, type HeaderChanges } from '../wire/headers.ts';
import { openSocket, type RawOptions, type RawParts, sendRaw } from '../wire/raw-socket.ts';
import { type SendOptions, send } from '../wire/send.ts';
import {
  openStreamingResponse,
  type StreamingOptions,
  type StreamingResponse,
} from '../wire/streaming-response.ts';
import type { CheckRecord } from './check-record.ts';
import { type Deadline, pause } from './deadline.ts';

/**
 * A complete request: only `Host` is added, and `Content-Length` if there is a body. By default
 * GET, HEAD and OPTIONS use kept connections, and every other method a fresh one.
 */
export interface HttpRequest extends Pick<SendOptions, 'until' | 'connection' | 'limit'> {
  readonly method?: string;
  /** The raw request target, `/` included. */
  readonly target: string;
  readonly headers?: HeaderList;
  /** Changes to `headers`, including `Host` and `Content-Length`. */
  readonly change?: HeaderChanges;
  readonly body?: Uint8Array | string;
  /** The label of this exchange in reports. */
  readonly label?: string | undefined;
}

/** Methods of requests that change nothing. */
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** Longest of all waits for one request, in ms. */
const MAX_TOTAL_WAIT_MS = 60_000;

/** Sends requests of one check to one server, and records the exchanges. */
export class Http {
  readonly endpoint: Endpoint;
  readonly #deadline: Deadline;
  readonly #record: CheckRecord;
  readonly #waits: boolean;
  readonly #open: Socket[] = [];

  /** `waits`: retry on 429 after `Retry-After`. The wait does not count. */
  constructor(
    endpoint: Endpoint,
    deadline: Deadline,
    record: CheckRecord,
    { waits = true }: { readonly waits?: boolean } = {},
  ) {
    this.endpoint = endpoint;
    this.#deadline = deadline;
    this.#record = record;
    this.#waits = waits;
  }

  /** Sends a request as given. On 429 it is retried, for at most one minute. */
  async send(request: HttpRequest): Promise<Exchange> {
    const sent = this.#prepare(request);
    const { until, limit } = request;
    const connection = request.connection ?? (SAFE_METHODS.includes(sent.method) ? 'kept' : 'fresh');
    if (this.#isOverdue) await this.#pauseIfOverdue();
    for (let attempt = 0, left = this.#waits ? MAX_TOTAL_WAIT_MS : 0; ; attempt += 1) {
      const { signal } = this.#deadline;
      const socket = this.#open.shift();
      const exchange = await send(this.endpoint, sent, signal, { until, connection, socket, limit });
      if (exchange.status !== 429 || left <= 0 || signal.aborted) return this.#keep(exchange, request.label);
      const [retryAfter, date] = [exchange.header('retry-after'), exchange.header('date')];
      const ms = Math.min(waitAfter({ retryAfter, date }, attempt), left);
      left -= ms;
      this.#deadline.extend(ms);
      await pause(ms, signal);
    }
  }

  /**
   * Opens connections for the next requests, which use them in order. Returns a function that
   * closes the unused ones.
   */
  async openConnections(count: number): Promise<() => void> {
    const opened = await Promise.all(Array.from({ length: count }, () => openSocket(this.endpoint)));
    const sockets = opened.filter((socket) => socket !== undefined);
    this.#open.push(...sockets);
    return () => {
      for (const socket of this.#open.splice(0)) socket.destroy();
    };
  }

  /**
   * Sends a request as given on its own connection, and returns the answer as soon as its head has
   * arrived.
   */
  async open(request: HttpRequest, options?: StreamingOptions): Promise<StreamingResponse> {
    if (this.#isOverdue) await this.#pauseIfOverdue();
    const answer = await openStreamingResponse(
      this.endpoint,
      this.#prepare(request),
      this.#deadline.signal,
      options,
    );
    this.#keep(answer.exchange, request.label);
    return answer;
  }

  /**
   * Writes bytes on a separate connection: for chunked bodies, false lengths and partial requests.
   */
  async raw(parts: RawParts, options: RawOptions & { readonly label?: string } = {}): Promise<Exchange> {
    if (this.#isOverdue) await this.#pauseIfOverdue();
    return this.#keep(await sendRaw(this.endpoint, parts, this.#deadline.signal, options), options.label);
  }

  get #isOverdue(): boolean {
    return this.#deadline.signal.aborted;
  }

  /**
   * A request after the deadline fails at once. This pause keeps a loop of such requests from
   * blocking the event loop.
   */
  #pauseIfOverdue(): Promise<void> {
    return pause(0, this.#deadline.signal);
  }

  #prepare(request: HttpRequest): SentRequest {
    const body =
      typeof request.body === 'string' ? Buffer.from(request.body) : (request.body ?? new Uint8Array());
    const length: HeaderList = request.body === undefined ? [] : [['Content-Length', String(body.length)]];
    const headers = changeHeaders(
      [['Host', this.endpoint.host], ...(request.headers ?? []), ...length],
      request.change,
    );
    return { method: request.method ?? 'GET', target: request.target, headers, body };
  }

  #keep(exchange: Exchange, label: string | undefined): Exchange {
    exchange.label = label;
    this.#record.keep(exchange);
    // An invitation token authorizes its bearer to make calls. No report may show one, whichever
    // check obtained it.
    for (const token of tokensIn(exchange)) this.#record.secrets.bytes(token, 'invitation token');
    return exchange;
  }
}

/** The tokens that a reply returns, directly or in a list. */
function tokensIn(exchange: Exchange): readonly Uint8Array[] {
  if (exchange.status !== 200 || !asBuffer(exchange.body).includes('token')) return [];
  const reply = Object(exchange.message) as Readonly<Record<string, unknown>>;
  const listed = Object.values(reply).filter(Array.isArray).flat();
  return [reply, ...listed]
    .map((item: unknown) => Object(item).token as unknown)
    .filter((token) => token instanceof Uint8Array);
}

/** Shortest and longest wait before a request is sent again, in ms. */
const MIN_RETRY_MS = 500;
const MAX_RETRY_MS = 30_000;

/**
 * Milliseconds to wait for a busy server (429): the value of `Retry-After`, a number of seconds or
 * a date (RFC 9110 §10.2.3), but at least the default. The default is half a second, doubled with
 * each attempt. `date`: the server's clock, from its `Date` header.
 */
export function waitAfter(
  {
    retryAfter = '',
    date = '',
  }: { readonly retryAfter?: string | undefined; readonly date?: string | undefined },
  attempt: number,
): number {
  const patience = MIN_RETRY_MS * 2 ** attempt;
  const now = Date.parse(date) || Date.now();
  const isDate = retryAfter.endsWith('GMT');
  const asked = isDate ? Date.parse(retryAfter) - now : Number(retryAfter) * 1000;
  return Math.min(Math.max(patience, Number.isNaN(asked) ? 0 : asked), MAX_RETRY_MS);
}

/**
 * Sends a request of the preflight, and retries it if there is no answer. One lost answer must not
 * end a run.
 */
export async function sendTwice(http: Http, request: HttpRequest): Promise<Exchange> {
  const first = await http.send(request);
  return first.error === undefined ? first : await http.send(request);
}
