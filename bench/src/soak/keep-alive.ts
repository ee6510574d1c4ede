import { connect, type Socket } from 'node:net';
import { ReplyReader } from './reply-reader.ts';

/** A request on its way: its number in the run, its method, its bytes. */
export interface Sent {
  readonly number: number;
  readonly method: string;
  readonly bytes: Buffer;
}

/** What became of requests that were sent one behind the other; those after the end of the connection have no status. */
export type Outcome = readonly { readonly sent: Sent; readonly status: number | undefined }[];

const patience = 10_000;

/** One connection that is used as long as the server keeps it. */
export class KeepAlive {
  readonly #port: number;
  #socket: Socket | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  /** Sends several requests at one stroke, and waits for all that becomes of them. */
  async send(batch: readonly Sent[]): Promise<Outcome> {
    const socket = this.#socket ?? (await opened(this.#port));
    this.#socket = socket;
    const reader = new ReplyReader();
    const statuses: number[] = [];
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => leave(), patience);
      const leave = (fault?: Error): void => {
        clearTimeout(timer);
        this.#socket = undefined;
        socket.removeAllListeners();
        socket.on('error', () => undefined);
        socket.destroy();
        if (fault === undefined) resolve();
        else reject(fault);
      };
      socket.on('error', () => leave());
      socket.on('close', () => leave());
      socket.on('data', (piece: Buffer) => {
        try {
          const told = reader.take(
            piece,
            batch.slice(statuses.length).map(({ method }) => method),
          );
          statuses.push(...told.map(({ status }) => status));
          if (told.some(({ last }) => last)) return leave();
          if (statuses.length < batch.length) return;
          clearTimeout(timer);
          socket.removeAllListeners();
          socket.on('error', () => undefined);
          resolve();
        } catch (fault) {
          leave(fault as Error);
        }
      });
      socket.write(Buffer.concat(batch.map(({ bytes }) => bytes)));
    });
    return batch.map((sent, index) => ({ sent, status: statuses[index] }));
  }

  close(): void {
    this.#socket?.destroy();
  }
}

/** Sends bytes that are no request on a connection of their own: the first status, if there is one. */
export function once(port: number, { bytes, number }: Sent): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    let said = '';
    const socket = connect({ host: '127.0.0.1', port }, () => {
      // Some leave at once, some say that nothing more comes, some wait.
      if (number % 3 === 0) socket.end(bytes);
      else socket.write(bytes, () => void (number % 7 === 1 && socket.resetAndDestroy()));
    });
    const timer = setTimeout(() => socket.destroy(), 300);
    socket.on('data', (piece: Buffer) => {
      if (said.length < 1_000) said += piece.toString('latin1');
    });
    socket.on('error', (fault: NodeJS.ErrnoException) => {
      if (fault.code === 'ECONNREFUSED') reject(new Error('nobody listens any more'));
    });
    socket.on('close', () => {
      clearTimeout(timer);
      const statuses = [...said.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
      resolve(statuses.length === 0 ? undefined : Math.max(...statuses));
    });
  });
}

function opened(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port }, () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}
