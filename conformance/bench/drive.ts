import { connect, type Socket } from 'node:net';

/** What came back: how often each status, in how long, and how many of the bodies were as expected. */
export interface Driven {
  readonly statuses: ReadonlyMap<number, number>;
  readonly asExpected: number;
  readonly seconds: number;
}

/** An answer: status and body. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/**
 * Sends `requests` in their order over `connections` open connections, each one after its predecessor's answer, as fast as the server takes
 * them. `expected` looks at every answer. A connection that the server closes is opened again.
 */
export async function drive(
  address: string,
  connections: number,
  requests: Iterator<Buffer>,
  expected: (answer: Answer) => boolean,
): Promise<Driven> {
  const { hostname, port } = new URL(address);
  const statuses = new Map<number, number>();
  let asExpected = 0;
  const start = performance.now();
  const worker = async () => {
    let link = new Link(connect(Number(port), hostname));
    for (let next = requests.next(); next.done !== true; next = requests.next()) {
      if (link.isClosed) link = new Link(connect(Number(port), hostname));
      const answer = await link.ask(next.value);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      if (expected(answer)) asExpected += 1;
    }
    link.close();
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return { statuses, asExpected, seconds: (performance.now() - start) / 1000 };
}

/** One connection that asks and waits, and reads just as much HTTP as that needs. */
class Link {
  readonly #socket: Socket;
  #held: Buffer = Buffer.alloc(0);
  #settle: ((answer: Answer) => void) | undefined;
  isClosed = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.isClosed = true;
      // no answer counts as status 0
      this.#answer({ status: 0, body: this.#held });
    });
  }

  ask(bytes: Buffer): Promise<Answer> {
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.#socket.write(bytes);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #answer(answer: Answer): void {
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(answer);
  }

  #take(chunk: Buffer): void {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const end = this.#held.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.#held.toString('latin1', 0, end);
    const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? Number.NaN);
    if (Number.isNaN(length)) {
      // chunked or until the end: not worth reading here, the connection is given up
      this.#socket.destroy();
      this.#answer({ status: Number(head.slice(9, 12)), body: Buffer.alloc(0) });
      return;
    }
    if (this.#held.length < end + 4 + length) return;
    const body = this.#held.subarray(end + 4, end + 4 + length);
    this.#held = this.#held.subarray(end + 4 + length);
    if (/^connection: *close/im.test(head)) this.isClosed = true;
    this.#answer({ status: Number(head.slice(9, 12)), body });
  }
}
