import { createServer, type Server } from 'node:net';
import { onSteadyPort } from './steady-port.ts';

/**
 * A port on which different servers of the judge listen in turn. Between them a server that closes
 * all connections listens, so that no other process can take the port.
 */
export class HeldPort {
  readonly port: number;
  readonly #bind: string;
  #keeper: Server | undefined;

  private constructor(bind: string, port: number, keeper: Server) {
    this.#bind = bind;
    this.port = port;
    this.#keeper = keeper;
  }

  /** Takes a free port at the address `bind`. */
  static take(bind: string): Promise<HeldPort> {
    return onSteadyPort(async (port) => new HeldPort(bind, port, await listen(bind, port)));
  }

  /** Makes room for a server of the judge. */
  async release(): Promise<void> {
    const keeper = this.#keeper;
    this.#keeper = undefined;
    if (keeper !== undefined) await new Promise((resolve) => keeper.close(resolve));
  }

  /**
   * Holds the port again. If another process took it meanwhile, the next server that listens there
   * finds that out.
   */
  async hold(): Promise<void> {
    this.#keeper ??= await listen(this.#bind, this.port).catch(() => undefined);
  }
}

function listen(bind: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const keeper = createServer((socket) => socket.on('error', () => undefined).destroy());
    keeper.once('error', reject).listen(port, bind, () => resolve(keeper.unref()));
  });
}
