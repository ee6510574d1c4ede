import { connect, type Socket } from 'node:net';

// `status: "ok"` in msgpack, at any place in the map.
const ok = Buffer.from('\xa6status\xa2ok', 'latin1');

/** Whether the command succeeded. Refusals have HTTP status 200, too. */
export const isOk = (reply: Buffer): boolean => reply.includes(ok);

/** A kept-alive HTTP/1.1 connection that does as little work per request as possible. */
export class Connection {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #partial: Buffer | undefined;
  #settle: ((status: number) => void) | undefined;
  #fail: ((error: Error) => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (piece: Buffer) => this.#take(piece));
    socket.on('error', (error) => this.#fail?.(error));
    socket.on('close', () => this.#fail?.(new Error('the server closed the connection')));
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port }, () => {
        socket.off('error', reject);
        resolve(new Connection(socket));
      });
      socket.once('error', reject);
    });
  }

  /** Sends a request; resolves with the HTTP status when the reply is complete. */
  send(request: Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) return reject(new Error('the server closed the connection'));
      this.#settle = resolve;
      this.#fail = reject;
      this.#socket.write(request);
    });
  }

  /** The bytes of the last reply, head included. */
  get reply(): Buffer {
    return this.#received;
  }

  close(): void {
    this.#fail = undefined;
    this.#socket.destroy();
  }

  #take(piece: Buffer): void {
    if (this.#settle === undefined) return;
    this.#received = this.#partial === undefined ? piece : Buffer.concat([this.#partial, piece]);
    const head = this.#received.indexOf('\r\n\r\n');
    const length =
      head < 0
        ? undefined
        : /\r\ncontent-length: *(\d+)/i.exec(this.#received.toString('latin1', 0, head))?.[1];
    if (length === undefined || this.#received.length < head + 4 + Number(length)) {
      this.#partial = this.#received;
      return;
    }
    this.#partial = undefined;
    const settle = this.#settle;
    this.#settle = undefined;
    settle(Number(this.#received.toString('latin1', 9, 12)));
  }
}
