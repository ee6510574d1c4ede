import { connect, createServer, type Server, type Socket } from 'node:net';

/** The destination of the connections. */
export interface ProxyDestination {
  readonly host: string;
  readonly port: number;
}

/**
 * A TCP proxy of the judge between servers and their database. It passes data unchanged until the
 * judge cuts, refuses or slows connections. Its port never changes.
 */
export class TcpProxy {
  readonly port: number;
  readonly #bind: string;
  readonly #beyond: ProxyDestination;
  readonly #open = new Set<Socket>();
  #server: Server | undefined;
  #delay = 0;

  constructor(bind: string, port: number, beyond: ProxyDestination) {
    this.#bind = bind;
    this.port = port;
    this.#beyond = beyond;
  }

  /** Accepts connections. */
  async heal(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => this.#pass(near));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(this.port, this.#bind, resolve);
    });
  }

  /** Cuts every connection there is. */
  cut(): void {
    for (const socket of this.#open) socket.resetAndDestroy();
  }

  /** Refuses connections, and cuts those there are. */
  async partition(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    const closed = new Promise<void>((resolve) =>
      server === undefined ? resolve() : server.close(() => resolve()),
    );
    this.cut();
    await closed;
  }

  /** From now on whatever passes takes so many ms longer, either way. */
  slow(ms: number): void {
    this.#delay = ms;
  }

  #pass(near: Socket): void {
    const far = connect({ ...this.#beyond, allowHalfOpen: true, noDelay: true });
    this.#carry(near, far);
    this.#carry(far, near);
  }

  #carry(from: Socket, to: Socket): void {
    this.#open.add(from);
    from.once('close', () => {
      this.#open.delete(from);
      to.destroy();
    });
    from.on('error', () => to.resetAndDestroy());
    const later = inOrder(() => this.#delay);
    from.on('data', (packet) =>
      later(() => {
        // backpressure: not faster than the other side reads
        if (to.destroyed || to.write(packet)) return;
        from.pause();
        to.once('drain', () => from.resume());
      }),
    );
    from.on('end', () => later(() => to.end()));
  }
}

/** Runs actions in order, each no sooner than `delay` ms after its request. */
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
