import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import type { Duplex } from 'node:stream';

// Below the range from which systems take ports for outgoing connections.
const FIRST_PORT = 10_000;
const LAST_PORT = 32_000;

/** UDP sockets that reserve ports until this process ends. */
const reservations: Socket[] = [];

/**
 * Returns a free loopback TCP port for a server that restarts. While the server is down, no
 * outgoing connection gets the port, and no other process that calls this function: a UDP socket on
 * the same port number reserves it.
 *
 * @returns A port from 10000 to 31999.
 * @throws Error if 500 random ports are taken.
 */
export async function steadyPort(): Promise<number> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    const port = randomInt(FIRST_PORT, LAST_PORT);
    const reservation = await reserve(port);
    if (reservation === undefined) continue;
    if (await isFree(port)) {
      reservations.push(reservation);
      return port;
    }
    reservation.close();
  }
  throw new Error('no free port after 500 attempts');
}

/**
 * Starts a server on a steady port. Retries once on another port if another process took the first
 * one.
 */
export async function onSteadyPort<T>(start: (port: number) => Promise<T>): Promise<T> {
  try {
    return await start(await steadyPort());
  } catch (error) {
    if (!isPortTaken(error)) throw error;
    return await start(await steadyPort());
  }
}

/** Whether an error, or the log of a program that did not start, says that a port is taken. */
function isPortTaken(error: unknown): boolean {
  const {
    code,
    message = '',
    log = '',
  } = Object(error) as { code?: unknown; message?: string; log?: string };
  const texts = /EADDRINUSE|address already in use|:\d+ is in use|port is already allocated/i;
  return code === 'EADDRINUSE' || texts.test(message) || texts.test(log);
}

/**
 * Binds a UDP socket that does not keep the process alive; undefined if another process has the
 * port.
 */
function reserve(port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(undefined));
    // Exclusive: workers of a cluster would share it.
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => resolve(socket.unref()));
  });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/**
 * Closes a server. Until `signal` aborts nothing listens at its port, and the system gives the port
 * to no other server: Linux has only some 7,000 to give, so a client that tries again for two
 * seconds would now and then reach the server of another check.
 *
 * @param close - ends the server
 */
export async function closeForGood(
  close: () => Promise<void>,
  port: number,
  signal: AbortSignal,
): Promise<void> {
  // A port from which a connection goes out is not given away. The peer listens before the port is
  // free, or it might get it.
  const peer = createServer().listen(0, '127.0.0.1');
  await once(peer, 'listening');
  const accepted = once(peer, 'connection') as Promise<[Duplex]>;
  const at = { host: '127.0.0.1', port: (peer.address() as AddressInfo).port };
  try {
    await close();
    const holder = connect({ ...at, localAddress: '127.0.0.1', localPort: port });
    await once(holder, 'connect');
    const [held] = await accepted;
    const free = (): void => {
      holder.destroy();
      held.destroy();
    };
    signal.addEventListener('abort', free);
    if (signal.aborted) free();
  } finally {
    peer.close();
  }
}

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

  /** Frees the port for a server of the judge. */
  async release(): Promise<void> {
    const keeper = this.#keeper;
    this.#keeper = undefined;
    if (keeper !== undefined) await new Promise((resolve) => keeper.close(resolve));
  }

  /**
   * Holds the port again. Does nothing if another process took it: the next server of the judge
   * then fails to listen.
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
