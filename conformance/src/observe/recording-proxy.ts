import { EventEmitter } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { ByteBuffer } from '../wire/byte-buffer.ts';
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
const OPEN_BYTES = 64 << 20;

/** Connections of clients that are open at once. Each uses at most one connection to the server. */
const MAX_CONNECTIONS = 512;

/** Pipelined requests that wait on a connection for the one before them. One more closes it. */
const MAX_WAITING_REQUESTS = 32;

/** Requests of all connections that wait so. One more closes its connection. */
const MAX_ALL_WAITING_REQUESTS = 1024;

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
  /** Those that are no event streams. */
  const busy = new Set<Passage>();
  /** The requests of each connection that are not answered yet. Only the first one is forwarded. */
  const pipelines = new WeakMap<Socket, Passage[]>();
  const pipelineOf = (socket: Socket): Passage[] => {
    const known = pipelines.get(socket);
    if (known !== undefined) return known;
    const pipeline: Passage[] = [];
    socket.once('close', () => {
      for (const passage of [...pipeline]) passage.cut();
    });
    pipelines.set(socket, pipeline);
    return pipeline;
  };
  const memory = { left: OPEN_BYTES };
  let isClosing = false;
  const server = http.createServer((incoming, outgoing) => {
    const { socket } = incoming;
    if (socket.destroyed) return;
    const pipeline = pipelineOf(socket);
    const passage = new Passage(endpoint, memory, incoming, outgoing, {
      onStream: () => {
        busy.delete(passage);
        activity.emit('change');
      },
      onEnd: (timed) => {
        passages.delete(passage);
        busy.delete(passage);
        pipeline.splice(pipeline.indexOf(passage), 1);
        options.onExchange(timed);
        if (!isClosing && !socket.destroyed) pipeline[0]?.begin();
        activity.emit('change');
      },
    });
    passages.add(passage);
    busy.add(passage);
    activity.emit('change');
    const count = pipeline.push(passage);
    if (count === 1) passage.begin();
    else if (count > 1 + MAX_WAITING_REQUESTS || passages.size > MAX_CONNECTIONS + MAX_ALL_WAITING_REQUESTS)
      socket.destroy();
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
          if (busy.size === 0) timer = setTimeout(end, ms);
        };
        activity.on('change', restart);
        signal.addEventListener('abort', end);
        restart();
      }),
    close: async () => {
      isClosing = true;
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
  readonly #kept = new ByteBuffer();
  /** Bytes that are taken from the memory, and not kept yet. */
  #reserved = 0;
  #isTaken = false;
  /** Length of the whole body in bytes, as far as it is known. */
  length = 0;

  /** @param memory - the bytes that all open bodies may still keep */
  constructor(memory: { left: number }) {
    this.#memory = memory;
  }

  /** Takes memory for all of a body of a known length. Returns whether there is enough. */
  reserve(bytes: number): boolean {
    if (bytes > this.#memory.left) return false;
    this.#memory.left -= bytes;
    this.#reserved = bytes;
    return true;
  }

  add(part: Uint8Array): void {
    // After a gap, later bytes would be taken for the ones that are missing.
    const hasGap = this.#isTaken || this.length > this.#kept.length;
    const room = Math.min(RECORDED_BYTES - this.#kept.length, this.#reserved + this.#memory.left);
    const kept = part.subarray(0, hasGap ? 0 : room);
    this.#kept.add(kept);
    const reserved = Math.min(kept.length, this.#reserved);
    this.#reserved -= reserved;
    this.#memory.left -= kept.length - reserved;
    this.length += part.length;
  }

  /** The kept bytes. */
  get bytes(): Uint8Array {
    return this.#kept.bytes;
  }

  /** Gives the kept bytes back, with the whole length if they are not all. Later ones are not kept. */
  take(): { readonly body: Uint8Array; readonly length?: number } {
    this.#isTaken = true;
    this.#memory.left += this.#kept.length + this.#reserved;
    return { body: this.bytes, ...(this.length > this.#kept.length && { length: this.length }) };
  }
}

/** Learns what becomes of a request. */
interface PassageListener {
  /** The answer is an event stream. */
  readonly onStream: () => void;
  readonly onEnd: (timed: TimedExchange) => void;
}

/** In ms since the Unix epoch, with microseconds. */
const now = (): number => performance.timeOrigin + performance.now();

/** One request on its way through the proxy, and its response. */
class Passage {
  readonly #endpoint: Endpoint;
  readonly #incoming: http.IncomingMessage;
  readonly #outgoing: http.ServerResponse;
  readonly #listener: PassageListener;
  #startedAt = now();
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
    listener: PassageListener,
  ) {
    this.#endpoint = endpoint;
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    this.#listener = listener;
    this.#sent = new RecordedBody(memory);
    this.#received = new RecordedBody(memory);
    outgoing.sendDate = false;
    outgoing.on('close', () => this.cut());
    // The end of the connection is what counts.
    for (const stream of [incoming, outgoing]) stream.on('error', () => undefined);
  }

  /** Whether the response is an event stream, which stays open without being busy. */
  get isEventStream(): boolean {
    const type = headerOf(this.#head?.headers ?? [], 'content-type') ?? '';
    return type.startsWith('text/event-stream');
  }

  /** Ends the exchange, because the connection to the client is closed. */
  cut(): void {
    this.#forwarded?.destroy();
    this.end('the client closed the connection');
  }

  /** Forwards the request. */
  begin(): void {
    this.#startedAt = now();
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
    // After a switch of protocols there is neither an answer nor an error.
    forwarded.on('close', () => this.#fail('closed'));
    // A server may refuse the length of a body and close the connection. Node loses that answer if it
    // writes later parts, so a body of several parts is sent with one write.
    const isAtOnce = this.#isReserved;
    this.#incoming.on('data', (part: Buffer) => this.#sent.add(part));
    if (isAtOnce) this.#incoming.on('end', () => forwarded.end(this.#sent.bytes));
    else this.#incoming.pipe(forwarded);
  }

  /** Whether the body has several parts, is short enough to be kept, and memory is reserved for it. */
  get #isReserved(): boolean {
    const length = Number(this.#incoming.headers['content-length']);
    return length > PART_BYTES && length <= RECORDED_BYTES && this.#sent.reserve(length);
  }

  #answer(response: http.IncomingMessage): void {
    const headers = headerPairs(response.rawHeaders);
    const { statusCode: status = 0, statusMessage = '' } = response;
    this.#head = { status, headers };
    const head = [status, statusMessage, forwardable(headers).flat()] as const;
    try {
      // A response keeps parts of a head that Node refused.
      new http.ServerResponse(this.#incoming).writeHead(...head);
    } catch (error) {
      this.end(codeOf(error));
      response.destroy();
      this.#refuse('the proxy cannot forward the answer of the server');
      return;
    }
    this.#outgoing.writeHead(...head).flushHeaders();
    if (this.isEventStream) this.#listener.onStream();
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
    this.#refuse('the server does not answer');
  }

  #refuse(detail: string): void {
    if (!this.#outgoing.headersSent)
      this.#outgoing.writeHead(502, { 'Content-Type': 'text/plain' }).end(`${detail}\n`);
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
    const durationMs = now() - this.#startedAt;
    const request = { method, target: url, headers, ...this.#sent.take() };
    this.#listener.onEnd({
      exchange: new Exchange(request, outcome, durationMs),
      startedAt: this.#startedAt,
    });
  }
}

const forwardable = (headers: HeaderList): HeaderList =>
  headers.filter(([name]) => !hopByHop.has(name.toLowerCase()));
