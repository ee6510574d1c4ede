import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { ReferenceServer } from '../../core/create-server.ts';
import { Admission, StoppableRequest, shouldUpgradeCallback } from './admission.ts';
import { type AnswerSettings, answerRequest } from './answer-request.ts';
import {
  BodyRoom,
  DEFAULT_BODY_ROOM,
  DEFAULT_MAX_CONNECTIONS,
  DEFAULT_TIMEOUTS,
  DEFAULT_UNSENT,
  type RoomSize,
  type Timeouts,
  Unsent,
} from './limits.ts';

/** The part of a server that has a socket. */
type ListenedServer = Pick<ReferenceServer, 'handle' | 'stop'>;

/** Where and how to listen. */
export interface ListenOptions {
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  /** PEM texts; with them the server speaks HTTPS (TLS 1.2 or later). */
  readonly tls?: { readonly key: string; readonly cert: string; readonly ciphers?: string };
  readonly timeouts?: Partial<Timeouts>;
  readonly room?: RoomSize;
  /**
   * Bytes of replies that all clients together may leave unread (default: 64 MiB). A further large
   * reply is refused with 503.
   */
  readonly unsent?: number;
  /** Connections that may be open at once, event streams included (default: 4,096). */
  readonly maxConnections?: number;
  /** Called for each connection that is closed because too many are open. */
  readonly onFull?: (closed: 'idle' | 'new') => void;
}

/** A listening server. */
export interface Listening {
  readonly host: string;
  readonly port: number;
  /** `http(s)://host:port`. */
  readonly url: string;
  /**
   * Finishes pending requests and closes the port. Connections that are still open after `grace`
   * milliseconds are closed.
   */
  stop(grace?: number): Promise<void>;
}

/**
 * Milliseconds that pending requests have when the server stops. Container engines kill a process
 * 10 s after they stop it.
 */
const STOP_GRACE_MS = 5_000;

/** How long a connection may stay without a request when the server stops, in milliseconds. */
const IDLE_GRACE_MS = 250;

// Timeouts close slow and half-open requests, so that they do not occupy connections.
const limits = ({ head, request, check }: Timeouts): ServerOptions<typeof StoppableRequest> => ({
  IncomingMessage: StoppableRequest,
  shouldUpgradeCallback,
  maxHeaderSize: 16_384,
  headersTimeout: head,
  requestTimeout: request,
  connectionsCheckingInterval: check,
  keepAliveTimeout: 30_000,
});

/**
 * Gives a server a socket of node:http or node:https.
 *
 * @returns the address and `stop`, which finishes pending requests
 * @throws node's error when it cannot listen: `EADDRINUSE`, `EACCES`, …
 * @example
 * const { url, stop } = await listen(createServer(), { host: '127.0.0.1', port: 0 });
 */
export async function listen(
  server: ListenedServer,
  {
    host,
    port,
    tls,
    timeouts,
    room = DEFAULT_BODY_ROOM,
    unsent = DEFAULT_UNSENT,
    maxConnections = DEFAULT_MAX_CONNECTIONS,
    onFull = () => {},
  }: ListenOptions,
): Promise<Listening> {
  const times = { ...DEFAULT_TIMEOUTS, ...timeouts };
  let stopping = false;
  const settings: AnswerSettings = {
    secure: tls !== undefined,
    stopping: () => stopping,
    admission: new Admission(maxConnections, onFull),
    room: new BodyRoom(room),
    unsent: new Unsent(unsent),
    unreadTimeout: times.answer,
  };
  const listener: RequestListener = (request, response) => {
    answerRequest(server.handle, request, response, settings).catch(() => response.destroy());
  };
  const options = limits(times);
  const http = tls === undefined ? createServer(options, listener) : secure(tls, options, listener);
  http.on('clientError', (error: NodeJS.ErrnoException, socket) =>
    endMalformed(error, socket as Socket, settings.admission),
  );
  // A header line takes some 150 bytes of memory, however short it is.
  http.maxHeadersCount = 100;
  http.on('connection', (socket: Socket) => settings.admission.open(socket));
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen({ host, port }, () => {
      http.off('error', reject);
      resolve();
    });
  });
  const { port: bound } = http.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    host,
    port: bound,
    url: `${tls === undefined ? 'http' : 'https'}://${name}:${bound}`,
    stop: (grace = STOP_GRACE_MS) => {
      stopping = true;
      return stop(http, server, settings.admission, grace);
    },
  };
}

function secure(
  { key, cert, ciphers }: NonNullable<ListenOptions['tls']>,
  options: ServerOptions,
  listener: RequestListener,
): Server {
  const chosen = ciphers === undefined ? {} : { ciphers };
  return createSecureServer(
    { ...options, key, cert, minVersion: 'TLSv1.2', handshakeTimeout: 10_000, ...chosen },
    listener,
  );
}

async function stop(
  http: Server,
  server: ListenedServer,
  admission: Admission,
  grace: number,
): Promise<void> {
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  // Connections that have just been opened get a moment. Others become idle when their answer is
  // sent.
  const sweep = setInterval(() => admission.closeIdle(), IDLE_GRACE_MS);
  const timer = setTimeout(() => http.closeAllConnections(), grace);
  await Promise.all([closed, server.stop()]);
  clearInterval(sweep);
  clearTimeout(timer);
}

/** Node's error codes for malformed requests with a status other than 400. */
const statuses: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/**
 * Closes a connection after malformed input. As node does, it states the status unless an answer is
 * under way. Unlike node it does not pass the error to the socket: that formats a stack trace, and
 * a flood of malformed requests would slow down all clients by garbage collection.
 */
function endMalformed({ code = '' }: NodeJS.ErrnoException, socket: Socket, admission: Admission): void {
  const status = statuses[code] ?? (code.startsWith('HPE_') ? '400 Bad Request' : undefined);
  if (status !== undefined && socket.writable && !admission.isAnswering(socket))
    socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
  socket.destroy();
}
