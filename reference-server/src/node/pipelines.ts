import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests that may wait on a connection for the answer before them; who sends more is cut off. */
const most = 32;

/**
 * Carries out the requests of a connection one after the other. Node hands them out as they come, also those that were sent
 * behind an event stream, which has no end: what they ask for would be made, and lie in memory, though it can never leave.
 */
export class Pipelines {
  readonly #last = new WeakMap<Socket, ServerResponse>();
  readonly #waiting = new WeakMap<Socket, number>();
  readonly #live = new WeakSet<ServerResponse>();

  /** To be told of an answer that goes on until one side ends it. */
  live(response: ServerResponse): void {
    this.#live.add(response);
  }

  /** Whether an answer on the connection has begun and not ended, or may have, since others wait for it. */
  isAnswering(socket: Socket): boolean {
    const last = this.#last.get(socket);
    if (last === undefined) return false;
    return (this.#waiting.get(socket) ?? 0) > 0 || (last.headersSent && !last.writableFinished);
  }

  /**
   * Undefined if it is the turn of the request now, or else what to wait for: false when its turn never comes. Who stays behind an answer
   * without end is cut off, in twice `patience` milliseconds at the latest: what it takes would be taken for ever.
   */
  turn(
    { socket }: IncomingMessage,
    response: ServerResponse,
    patience: number,
  ): Promise<boolean> | undefined {
    const before = this.#last.get(socket);
    // By itself it would go only with a full collection: until then the answer, and all that hangs on it, would be copied about.
    if (before === undefined) socket.once('close', () => this.#last.delete(socket));
    this.#last.set(socket, response);
    return before === undefined || before.writableFinished || before.destroyed
      ? undefined
      : this.#wait(socket, before, patience);
  }

  async #wait(socket: Socket, before: ServerResponse, patience: number): Promise<boolean> {
    const waiting = (this.#waiting.get(socket) ?? 0) + 1;
    this.#waiting.set(socket, waiting);
    if (waiting > most) socket.destroy();
    const look = setInterval(() => this.#live.has(before) && socket.destroy(), patience);
    if (!socket.destroyed) await new Promise((resolve) => before.once('close', resolve));
    clearInterval(look);
    this.#waiting.set(socket, (this.#waiting.get(socket) ?? 1) - 1);
    return !socket.destroyed;
  }
}
