import { IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const MAX_WAITING_PER_CONNECTION = 32;
/** Over all connections. */
const MAX_WAITING = 1_024;
/**
 * Bytes of body that a waiting request may announce: Node buffers them while nothing reads the
 * request.
 */
const MAX_WAITING_BODY = 16_384;

interface Connection {
  last: ServerResponse | undefined;
  /** Resolves the promise of each waiting request. */
  readonly waiting: Set<() => void>;
}

/**
 * Admits one request of a connection at a time. Node hands out pipelined requests as it parses
 * them; those behind an unfinished one wait here. A connection that exceeds a bound is closed.
 */
export class Admission {
  readonly #connections = new Map<Socket, Connection>();
  readonly #streams = new WeakSet<ServerResponse>();
  #waiting = 0;

  /** Resolves when it is the turn of the request; with false when its connection is closed. */
  async admit(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const { socket } = request;
    // After a socket is destroyed, Node still emits the requests that it has read.
    if (socket.destroyed) return false;
    const connection = this.#connectionOf(socket);
    const { last, waiting } = connection;
    connection.last = response;
    if (last === undefined || last.writableFinished || last.destroyed) return true;
    if (
      this.#streams.has(last) ||
      waiting.size >= MAX_WAITING_PER_CONNECTION ||
      this.#waiting >= MAX_WAITING ||
      !hasSmallBody(request)
    ) {
      socket.destroy();
      return false;
    }
    this.#waiting += 1;
    await new Promise<void>((resolve) => {
      const release = (): void => {
        waiting.delete(release);
        resolve();
      };
      waiting.add(release);
      last.once('close', release);
    });
    this.#waiting -= 1;
    return !socket.destroyed;
  }

  /** Marks a response as an event stream. No request may wait behind it, since it has no end. */
  stream(response: ServerResponse): void {
    this.#streams.add(response);
    const { socket } = response;
    if (socket !== null && this.#connectionOf(socket).waiting.size > 0) socket.destroy();
  }

  /** Whether a response is under way on the connection, or others wait for one. */
  isAnswering(socket: Socket): boolean {
    const { last, waiting } = this.#connections.get(socket) ?? {};
    return (
      waiting !== undefined && (waiting.size > 0 || (last?.headersSent === true && !last.writableFinished))
    );
  }

  #connectionOf(socket: Socket): Connection {
    const known = this.#connections.get(socket);
    if (known !== undefined) return known;
    const connection: Connection = { last: undefined, waiting: new Set() };
    this.#connections.set(socket, connection);
    // Not every response of a closed connection emits 'close': Node forgets those before a CONNECT.
    socket.once('close', () => {
      this.#connections.delete(socket);
      for (const release of connection.waiting) release();
    });
    return connection;
  }
}

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
