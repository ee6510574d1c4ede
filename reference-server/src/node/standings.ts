import type { Socket } from 'node:net';

/** Requests of a connection that let others go first after one of its was refused. */
const probation = 8;

/** Which connections let others go first: who sends what is refused shall not keep those from their answers who do not. */
export class Standings {
  readonly #owed = new WeakMap<Socket, number>();

  isBehind(socket: Socket): boolean {
    return this.#owed.has(socket);
  }

  /** Learns the HTTP status that a request on the connection was answered. */
  learn(socket: Socket, status: number): void {
    // What the server cannot do is nobody's fault who asks.
    if (status >= 400 && status < 500) {
      this.#owed.set(socket, probation);
      return;
    }
    const owed = this.#owed.get(socket);
    if (owed === undefined) return;
    if (owed > 1) this.#owed.set(socket, owed - 1);
    else this.#owed.delete(socket);
  }
}
