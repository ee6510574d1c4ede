import { connect, createServer, type Server, type Socket } from 'node:net';

/** The address to which a proxy connects. */
export interface ProxyDestination {
  readonly host: string;
  readonly port: number;
}

/** Most bytes that a direction of a connection delays. */
export const MAX_DELAYED_BYTES = 4 << 20;

/**
 * A TCP proxy between servers and their database. It passes data unchanged until the judge cuts,
 * refuses or delays connections. Its port never changes.
 */
export class TcpProxy {
  readonly port: number;
  readonly #bind: string;
  readonly #destination: ProxyDestination;
  readonly #open = new Set<Socket>();
  #server: Server | undefined;
  #delay = 0;

  constructor(bind: string, port: number, destination: ProxyDestination) {
    this.#bind = bind;
    this.port = port;
    this.#destination = destination;
  }

  /** Accepts connections, at first and after `partition`. */
  async heal(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#accept(client));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(this.port, this.#bind, resolve);
    });
  }

  /** Cuts all existing connections. */
  cut(): void {
    for (const socket of this.#open) socket.resetAndDestroy();
  }

  /** Refuses new connections and cuts existing ones, until `heal`. */
  async partition(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    const closed = new Promise<void>((resolve) =>
      server === undefined ? resolve() : server.close(() => resolve()),
    );
    this.cut();
    await closed;
  }

  /** Delays all data by `ms` in both directions from now on. */
  slow(ms: number): void {
    this.#delay = ms;
  }

  #accept(client: Socket): void {
    const server = connect({ ...this.#destination, allowHalfOpen: true, noDelay: true });
    this.#forward(client, server);
    this.#forward(server, client);
  }

  #forward(from: Socket, to: Socket): void {
    this.#open.add(from);
    from.once('close', () => {
      this.#open.delete(from);
      // After a regular end the delayed data still follows.
      if (!from.readableEnded) to.destroy();
    });
    from.on('error', () => to.resetAndDestroy());
    const later = inOrder(() => this.#delay);
    let delayed = 0;
    // Backpressure: stops reading while much is delayed, or until the other side has read.
    const flow = () => {
      if (delayed >= MAX_DELAYED_BYTES || to.writableNeedDrain) from.pause();
      else from.resume();
    };
    to.on('drain', flow);
    from.on('data', (packet) => {
      delayed += packet.length;
      later(() => {
        delayed -= packet.length;
        if (!to.destroyed) to.write(packet);
        flow();
      });
      flow();
    });
    from.on('end', () => later(() => to.end()));
  }
}

/** Returns a function that runs actions in order, each at least `delay()` ms after it was given. */
function inOrder(delay: () => number): (act: () => void) => void {
  const queue: { readonly due: number; readonly act: () => void }[] = [];
  const next = () => {
    for (let head = queue[0]; head !== undefined; head = queue[0]) {
      const wait = head.due - performance.now();
      if (wait > 0) {
        setTimeout(next, wait);
        return;
      }
      queue.shift();
      head.act();
    }
  };
  return (act) => {
    queue.push({ due: performance.now() + delay(), act });
    if (queue.length === 1) next();
  };
}
