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

/** How many times the free connections one network may hold: alone it gets 90 % of all. */
const SHARE_OF_FREE = 9;

/** IPv6 groups of one network: a subscriber gets up to 48 bits, and chooses the rest. */
const NETWORK_GROUPS = 3;

interface Connection {
  /** Of TCP, below that of TLS. */
  readonly socket: Socket;
  readonly key: string;
  readonly network: string;
  /** Requests whose responses are not closed yet, in order; each function settles one. */
  readonly pending: Map<ServerResponse, () => void>;
  /** Resolves when the response of the last request is closed. */
  turn: Promise<void>;
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
  /** The longest without an answer first. */
  readonly #open = new Map<string, Connection>();
  /** Open connections of each network. */
  readonly #sizes = new Map<string, number>();
  #waiting = 0;

  /** `onFull`: called for each connection that is closed for want of room. */
  constructor(maxConnections: number, onFull: (closed: 'idle' | 'new') => void) {
    this.#maxConnections = maxConnections;
    this.#onFull = onFull;
  }

  /** Counts a new connection, or closes it if there is no room. */
  open(socket: Socket): void {
    const { remoteAddress } = socket;
    const network = networkOf(unmappedAddress(remoteAddress ?? ''), NETWORK_GROUPS);
    // Without an address it is closed already.
    if (remoteAddress === undefined || !this.#makeRoom(network)) {
      socket.destroy();
      return;
    }
    const connection: Connection = {
      socket,
      key: keyOf(socket),
      network,
      pending: new Map(),
      turn: Promise.resolve(),
      isStream: false,
    };
    this.#open.set(connection.key, connection);
    this.#sizes.set(network, this.#sizeOf(network) + 1);
    // Not every response of a closed connection emits 'close': Node forgets those before a CONNECT.
    socket.once('close', () => {
      for (const settle of connection.pending.values()) settle();
      this.#forget(connection);
    });
  }

  /**
   * The fewer connections are free, the fewer a network may hold. A further one takes the place of one
   * that waits for its client, of the network that holds most, but of none that holds less than its
   * own.
   */
  #makeRoom(network: string): boolean {
    const own = this.#sizeOf(network);
    if (own < SHARE_OF_FREE * (this.#maxConnections - this.#open.size)) return true;
    let victim: Connection | undefined;
    let size = own - 1;
    for (const connection of this.#open.values()) {
      const other = this.#sizeOf(connection.network);
      if (other <= size || !waitsForClient(connection)) continue;
      victim = connection;
      size = other;
    }
    this.#onFull(victim === undefined ? 'new' : 'idle');
    if (victim === undefined) return false;
    this.#forget(victim);
    victim.socket.destroy();
    return true;
  }

  #sizeOf(network: string): number {
    return this.#sizes.get(network) ?? 0;
  }

  #forget({ key, network, socket }: Connection): void {
    if (this.#open.get(key)?.socket !== socket) return;
    this.#open.delete(key);
    const size = this.#sizeOf(network) - 1;
    if (size === 0) this.#sizes.delete(network);
    else this.#sizes.set(network, size);
  }

  closeIdle(): void {
    for (const { pending, socket } of this.#open.values()) if (pending.size === 0) socket.destroy();
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
    const { promise, resolve } = Promise.withResolvers<void>();
    const settle = (): void => {
      resolve();
      pending.delete(response);
      // Behind all others, which have been without an answer for longer.
      if (this.#open.get(connection.key) === connection && this.#open.delete(connection.key))
        this.#open.set(connection.key, connection);
    };
    pending.set(response, settle);
    response.once('close', settle);
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
    const { pending } = this.#open.get(keyOf(socket)) ?? {};
    const [response] = pending?.keys() ?? [];
    return response !== undefined && ((pending?.size ?? 0) > 1 || response.headersSent);
  }
}

/** Whether it has no request, one that is unfinished, or a whole answer that is not read yet. */
function waitsForClient({ pending }: Connection): boolean {
  const [response] = pending.keys();
  return response === undefined || !response.req.complete || response.writableEnded;
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
