import { EventEmitter } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Endpoint, openEndpoint, type TlsOptions } from '../wire/endpoint.ts';
import { Exchange, type HeaderList, type ReceivedResponse } from '../wire/exchange.ts';
import { headerOf, headerPairs } from '../wire/headers.ts';
import { codeOf } from '../wire/send.ts';
import type { TimedExchange } from './recording.ts';
import { recordedHeaders } from './traffic.ts';

/** Bytes of a body that are recorded. The traffic itself passes whole. */
const RECORDED_BYTES = 2 << 20;

/** Bytes that Node reads from a socket at once. */
const PART_BYTES = 1 << 16;

/** Bytes of bodies that are kept for all exchanges that are not complete yet. */
const OPEN_BYTES = 128 << 20;

/** Connections of clients that are open at once. Each uses at most one connection to the server. */
const MAX_CONNECTIONS = 512;

/** Headers that belong to one connection (RFC 9110, section 7.6.1). */
const hopByHop = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'upgrade']);

/** Settings of {@link startRecordingProxy}. */
export interface RecordingProxyOptions {
  readonly host: string;
  /** 0 means any free port. */
  readonly port: number;
  /** URL of the server: scheme, host and port. */
  readonly to: string;
  readonly tls?: TlsOptions;
  /** Receives each exchange when it is complete. An event stream is complete when it ends. */
  readonly onExchange: (timed: TimedExchange) => void;
}

/** A proxy that forwards all traffic to a server, and records it. */
export interface RecordingProxy {
  /** `http://HOST:PORT` for clients. */
  readonly address: string;
  /** Resolves when no request began or ended for `ms`, and none except event streams is open. */
  idle(ms: number, signal: AbortSignal): Promise<void>;
  /** Ends the listener and all connections. Records what is open with the bytes so far. */
  close(): Promise<void>;
}

/**
 * Starts a proxy between clients and a server. Requests and responses pass unchanged and unbuffered,
 * except for headers of one connection. `Authorization` is recorded only where the rules judge it.
 *
 * @throws an Error with an errno code if it cannot listen
 */
export async function startRecordingProxy(options: RecordingProxyOptions): Promise<RecordingProxy> {
  const endpoint = openEndpoint(options.to, options.tls);
  const activity = new EventEmitter<{ change: [] }>();
  activity.setMaxListeners(0);
  const passages = new Set<Passage>();
  const memory = { left: OPEN_BYTES };
  const server = http.createServer((incoming, outgoing) => {
    const passage = new Passage(endpoint, memory, incoming, outgoing, (timed) => {
      passages.delete(passage);
      options.onExchange(timed);
      activity.emit('change');
    });
    passages.add(passage);
    activity.emit('change');
    passage.begin();
  });
  server.maxConnections = MAX_CONNECTIONS;
  // A client may take its time, as at the server itself.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    address: `http://${host}:${port}`,
    idle: (ms, signal) =>
      new Promise((resolve) => {
        let timer: NodeJS.Timeout | undefined;
        const end = () => {
          clearTimeout(timer);
          activity.off('change', restart);
          signal.removeEventListener('abort', end);
          resolve();
        };
        const restart = () => {
          clearTimeout(timer);
          if ([...passages].every(({ isEventStream }) => isEventStream)) timer = setTimeout(end, ms);
        };
        activity.on('change', restart);
        signal.addEventListener('abort', end);
        restart();
      }),
    close: async () => {
      for (const passage of passages) passage.end('observation ended');
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      endpoint.fresh.destroy();
      await closed;
    },
  };
}

/** The first bytes of a body, and its length. */
class RecordedBody {
  readonly #memory: { left: number };
  readonly #parts: Uint8Array[] = [];
  #kept = 0;
  /** Length of the whole body in bytes, as far as it is known. */
  length = 0;

  /** @param memory - the bytes that all open bodies may still keep */
  constructor(memory: { left: number }) {
    this.#memory = memory;
  }

  add(part: Uint8Array): void {
    // After a gap, later bytes would be taken for the ones that are missing.
    const room = this.length > this.#kept ? 0 : Math.min(RECORDED_BYTES - this.#kept, this.#memory.left);
    // Copies, because a part may be a view of a larger buffer.
    const kept = Uint8Array.from(part.subarray(0, room));
    if (kept.length > 0) this.#parts.push(kept);
    this.#kept += kept.length;
    this.#memory.left -= kept.length;
    this.length += part.length;
  }

  /** Gives the kept bytes back, with the whole length if they are not all. */
  take(): { readonly body: Uint8Array; readonly length?: number } {
    this.#memory.left += this.#kept;
    const body = Buffer.concat(this.#parts);
    return this.length > this.#kept ? { body, length: this.length } : { body };
  }
}

/** One request on its way through the proxy, and its response. */
class Passage {
  readonly #endpoint: Endpoint;
  readonly #incoming: http.IncomingMessage;
  readonly #outgoing: http.ServerResponse;
  readonly #onEnd: (timed: TimedExchange) => void;
  readonly #startedAt = performance.timeOrigin + performance.now();
  readonly #sent: RecordedBody;
  readonly #received: RecordedBody;
  #head: Pick<ReceivedResponse, 'status' | 'headers'> | undefined;
  #forwarded: http.ClientRequest | undefined;
  #hasEnded = false;

  constructor(
    endpoint: Endpoint,
    memory: { left: number },
    incoming: http.IncomingMessage,
    outgoing: http.ServerResponse,
    onEnd: (timed: TimedExchange) => void,
  ) {
    this.#endpoint = endpoint;
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    this.#onEnd = onEnd;
    this.#sent = new RecordedBody(memory);
    this.#received = new RecordedBody(memory);
    outgoing.sendDate = false;
  }

  /** Whether the response is an event stream, which stays open without being busy. */
  get isEventStream(): boolean {
    const type = headerOf(this.#head?.headers ?? [], 'content-type') ?? '';
    return type.startsWith('text/event-stream');
  }

  begin(): void {
    const { secure, connection, fresh, host } = this.#endpoint;
    const headers = forwardable(headerPairs(this.#incoming.rawHeaders)).map(([name, value]) =>
      // A plain server writes links with the host by which it is reached: the proxy's. A host with
      // TLS may serve several names, of which it must get its own.
      secure && name.toLowerCase() === 'host' ? [name, host] : [name, value],
    );
    try {
      this.#forwarded = (secure ? https : http).request({
        ...connection,
        agent: fresh,
        method: this.#incoming.method,
        path: this.#incoming.url,
        headers: headers.flat(),
        setHost: false,
      });
    } catch (error) {
      this.#fail(codeOf(error));
      return;
    }
    const forwarded = this.#forwarded;
    forwarded.on('response', (response) => this.#answer(response));
    forwarded.on('error', (error) => this.#fail(codeOf(error)));
    this.#incoming.on('data', (part: Buffer) => this.#sent.add(part));
    if (this.#isBodyLarge) this.#forwardAtOnce(forwarded);
    else this.#incoming.pipe(forwarded);
    this.#outgoing.on('close', () => {
      forwarded.destroy();
      this.end('the client closed the connection');
    });
  }

  /** Whether the body arrives in several parts, and is short enough to be kept. */
  get #isBodyLarge(): boolean {
    const length = Number(this.#incoming.headers['content-length']);
    return length > PART_BYTES && length <= RECORDED_BYTES;
  }

  /**
   * Sends the body with one write. A server may refuse its length and close the connection, and Node
   * loses that answer if it writes later parts.
   */
  #forwardAtOnce(forwarded: http.ClientRequest): void {
    const parts: Buffer[] = [];
    this.#incoming.on('data', (part: Buffer) => parts.push(part));
    this.#incoming.on('end', () => forwarded.end(Buffer.concat(parts)));
  }

  #answer(response: http.IncomingMessage): void {
    const headers = headerPairs(response.rawHeaders);
    this.#head = { status: response.statusCode ?? 0, headers };
    this.#outgoing.writeHead(this.#head.status, response.statusMessage ?? '', forwardable(headers).flat());
    this.#outgoing.flushHeaders();
    response.on('data', (part: Buffer) => this.#received.add(part));
    response.on('error', (error) => {
      this.end(codeOf(error));
      this.#outgoing.destroy();
    });
    // Before the client gets the end, so that its next request begins later.
    response.on('end', () => this.end(''));
    response.pipe(this.#outgoing);
  }

  #fail(error: string): void {
    // A server may answer before it has read the request, and close the connection.
    if (this.#head !== undefined) return;
    this.end(error);
    if (!this.#outgoing.headersSent)
      this.#outgoing.writeHead(502, { 'Content-Type': 'text/plain' }).end('the server does not answer\n');
  }

  /** Records the exchange with what passed so far. Does nothing the second time. */
  end(error: string): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const { method = '', url = '', rawHeaders } = this.#incoming;
    const headers = recordedHeaders({ method, target: url, headers: headerPairs(rawHeaders) });
    // The body of a stream has no end that could be missing.
    if (error !== '' && !this.isEventStream) this.#received.length += 1;
    const received = this.#received.take();
    const outcome = this.#head === undefined ? error : { ...this.#head, ...received };
    const durationMs = performance.timeOrigin + performance.now() - this.#startedAt;
    const request = { method, target: url, headers, ...this.#sent.take() };
    this.#onEnd({ exchange: new Exchange(request, outcome, durationMs), startedAt: this.#startedAt });
  }
}

const forwardable = (headers: HeaderList): HeaderList =>
  headers.filter(([name]) => !hopByHop.has(name.toLowerCase()));
