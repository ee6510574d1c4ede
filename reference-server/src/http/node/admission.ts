import { IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { networkOf, unmappedAddress } from '../../core/client-address.ts';

const MAX_WAITING_PER_CONNECTION = 32;
/** Over all connections. */
const MAX_WAITING = 1_024;
/**
 * Bytes of body that a waiting request may announce: Node buffers them while nothing reads the
 * request.
 */
const MAX_WAITING_BODY = 16_384;

/** Share of the limit from which on idle connections are closed for new ones. */
const CROWDED = 0.9;
/** Share of the limit that one network may hold once connections are closed for new ones. */
const MAX_SHARE = 0.5;

interface Connection {
  /** Of TCP, below that of TLS. */
  readonly socket: Socket;
  readonly key: string;
  readonly network: string;
  /** Settles each request whose response is not closed yet. */
  readonly pending: Set<() => void>;
  /** Resolves when the response of the last request is closed. */
  turn: Promise<void>;
  last: ServerResponse | undefined;
  isStream: boolean;
}

/**
 * Bounds the open connections, and admits one request of a connection at a time. Node hands out
 * pipelined requests as it parses them; those behind an unfinished one wait here. A connection that
 * exceeds a bound is closed.
 */
export class Admission {
  readonly #maxConnections: number;
  readonly #onFull: (closed: 'idle' | 'new') => void;
  readonly #open = new Map<string, Connection>();
  /** Connections without a request or stream, the longest idle first. */
  readonly #idle = new Set<Connection>();
  #waiting = 0;

  /** `onFull`: called for each connection that is closed for want of room. */
  constructor(maxConnections: number, onFull: (closed: 'idle' | 'new') => void) {
    this.#maxConnections = maxConnections;
    this.#onFull = onFull;
  }

  /** Counts a new connection, or closes it if there is no room. */
  open(socket: Socket): void {
    const { remoteAddress } = socket;
    const network = networkOf(unmappedAddress(remoteAddress ?? ''));
    // Without an address it is closed already.
    if (remoteAddress === undefined || !this.#makeRoom(network)) {
      socket.destroy();
      return;
    }
    const connection: Connection = {
      socket,
      key: keyOf(socket),
      network,
      pending: new Set(),
      turn: Promise.resolve(),
      last: undefined,
      isStream: false,
    };
    this.#open.set(connection.key, connection);
    this.#idle.add(connection);
    // Not every response of a closed connection emits 'close': Node forgets those before a CONNECT.
    socket.once('close', () => {
      for (const settle of connection.pending) settle();
      this.#forget(connection);
    });
  }

  /** A network that holds a large share makes room among its own connections. */
  #makeRoom(network: string): boolean {
    if (this.#open.size < CROWDED * this.#maxConnections) return true;
    let own = 0;
    for (const connection of this.#open.values()) if (connection.network === network) own += 1;
    const isLarge = own > MAX_SHARE * this.#maxConnections;
    for (const connection of this.#idle) {
      if (isLarge && connection.network !== network) continue;
      this.#forget(connection);
      connection.socket.destroy();
      this.#onFull('idle');
      return true;
    }
    if (!isLarge && this.#open.size < this.#maxConnections) return true;
    this.#onFull('new');
    return false;
  }

  #forget(connection: Connection): void {
    this.#idle.delete(connection);
    if (this.#open.get(connection.key) === connection) this.#open.delete(connection.key);
  }

  closeIdle(): void {
    for (const { socket } of this.#idle) socket.destroy();
  }

  /** Resolves when it is the turn of the request; with false when its connection is closed. */
  async admit(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const { socket } = request;
    const connection = this.#open.get(keyOf(socket));
    // After a socket is destroyed, Node still emits the requests that it has read.
    if (socket.destroyed || connection === undefined) return false;
    const { pending, turn } = connection;
    if (pending.size > 0 && !this.#mayWait(connection, request)) {
      socket.destroy();
      return false;
    }
    this.#idle.delete(connection);
    const { promise, resolve } = Promise.withResolvers<void>();
    const settle = (): void => {
      resolve();
      if (pending.delete(settle) && pending.size === 0) this.#idle.add(connection);
    };
    pending.add(settle);
    response.once('close', settle);
    connection.last = response;
    connection.turn = promise;
    if (pending.size === 1) return true;
    this.#waiting += 1;
    await turn;
    this.#waiting -= 1;
    return !socket.destroyed;
  }

  #mayWait({ isStream, pending }: Connection, request: IncomingMessage): boolean {
    return (
      !isStream &&
      pending.size <= MAX_WAITING_PER_CONNECTION &&
      this.#waiting < MAX_WAITING &&
      hasSmallBody(request)
    );
  }

  /** Marks a response as an event stream. No request may wait behind it, since it has no end. */
  stream({ socket }: ServerResponse): void {
    const connection = socket === null ? undefined : this.#open.get(keyOf(socket));
    if (connection === undefined) return;
    connection.isStream = true;
    if (connection.pending.size > 1) connection.socket.destroy();
  }

  /** Whether a response is under way on the connection, or others wait for one. */
  isAnswering(socket: Socket): boolean {
    const { last, pending } = this.#open.get(keyOf(socket)) ?? {};
    return (
      pending !== undefined && (pending.size > 1 || (last?.headersSent === true && !last.writableFinished))
    );
  }
}

/** The same for the plain and the TLS socket of a connection. */
const keyOf = ({ remoteAddress, remotePort, localAddress }: Socket): string =>
  `${remoteAddress} ${remotePort} ${localAddress}`;

const hasSmallBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= MAX_WAITING_BODY;

/**
 * A request that stops the parser once its connection is destroyed. Node would parse all that it
 * has read and keep it, thousands of pipelined requests on each connection, until the event loop
 * closes the connection. The parser stops at a request that upgrades its connection, so a request
 * on a destroyed one passes for that.
 */
export class StoppableRequest extends IncomingMessage {
  // Not initialized here: the constructor of IncomingMessage sets `upgrade` before there are
  // fields.
  declare private isUpgrade: boolean | null;

  get upgrade(): boolean {
    return this.socket.destroyed || this.isUpgrade === true;
  }

  set upgrade(parsed: boolean | null) {
    this.isUpgrade = parsed;
  }
}

/** Node's option of the same name. No other request upgrades its connection. */
export const shouldUpgradeCallback = ({ socket }: StoppableRequest): boolean => socket.destroyed;
