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
  /** Called for each further connection, which is closed. */
  readonly onDrop?: () => void;
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
const NEW_CONNECTION_GRACE_MS = 250;

// A key that is the same for the plain and the TLS socket of a connection.
const peerOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;

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
    onDrop = () => {},
  }: ListenOptions,
): Promise<Listening> {
  const times = { ...DEFAULT_TIMEOUTS, ...timeouts };
  const unused = new Map<string, Socket>();
  let stopping = false;
  const settings: AnswerSettings = {
    secure: tls !== undefined,
    stopping: () => stopping,
    admission: new Admission(),
    room: new BodyRoom(room),
    unsent: new Unsent(unsent),
    unreadTimeout: times.answer,
  };
  const listener: RequestListener = (request, response) => {
    if (unused.size > 0) unused.delete(peerOf(request.socket));
    answerRequest(server.handle, request, response, settings).catch(() => response.destroy());
  };
  const options = limits(times);
  const http = tls === undefined ? createServer(options, listener) : secure(tls, options, listener);
  http.on('clientError', (error: NodeJS.ErrnoException, socket) =>
    endMalformed(error, socket as Socket, settings.admission),
  );
  http.maxConnections = maxConnections;
  // A header line takes some 150 bytes of memory, however short it is.
  http.maxHeadersCount = 100;
  http.on('drop', onDrop);
  http.on('connection', (socket: Socket) => {
    const peer = peerOf(socket);
    unused.set(peer, socket);
    socket.once('close', () => unused.delete(peer));
  });
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
      return stop(http, server, unused, grace);
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
  unused: ReadonlyMap<string, Socket>,
  grace: number,
): Promise<void> {
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  // A connection without a request has nothing pending. One that has just been opened gets a
  // moment.
  const beginning = setTimeout(() => {
    for (const socket of unused.values()) socket.destroy();
  }, NEW_CONNECTION_GRACE_MS);
  // A connection becomes idle when its answer is sent. Node would keep it for a next request.
  const sweep = setInterval(() => http.closeIdleConnections(), 20);
  const timer = setTimeout(() => http.closeAllConnections(), grace);
  await Promise.all([closed, server.stop()]);
  clearInterval(sweep);
  clearTimeout(timer);
  clearTimeout(beginning);
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
