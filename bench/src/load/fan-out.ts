import { connect, type Socket } from 'node:net';
import { quantile } from '../results.ts';
import { Connection, isOk } from './connection.ts';
import type { Run } from './order.ts';
import type { Organization } from './organizations.ts';
import { listening } from './requests.ts';

// Only events have an id; the first frame and keep-alive frames have none.
const EVENT_ID = '\nid:';

/** An open event stream that records the arrival time of each event. */
class Listener {
  /** Arrival time of each event, in ms. */
  readonly heard: number[] = [];
  readonly #socket: Socket;
  readonly #onEvent: () => void;
  #tail = '';

  private constructor(socket: Socket, onEvent: () => void) {
    this.#socket = socket;
    this.#onEvent = onEvent;
  }

  /** Opens a stream; resolves when its first frame has arrived. */
  static open(port: number, request: Buffer, onEvent: () => void): Promise<Listener> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port }, () => socket.write(request));
      const listener = new Listener(socket, onEvent);
      let opening = '';
      socket.on('error', reject);
      socket.on('close', () => reject(new Error(`a stream ended: ${opening.slice(0, 200)}`)));
      socket.on('data', (piece: Buffer) => {
        const text = piece.toString('latin1');
        listener.#take(text);
        if (opening.includes('\ndata:')) return;
        opening += text;
        if (!opening.startsWith('HTTP/1.1 200')) reject(new Error(`no stream: ${opening.slice(0, 200)}`));
        else if (opening.includes('\ndata:')) resolve(listener);
      });
    });
  }

  close(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.destroy();
  }

  #take(piece: string): void {
    const text = this.#tail + piece;
    const now = performance.now();
    let seen = 0;
    for (let at = text.indexOf(EVENT_ID); at >= 0; at = text.indexOf(EVENT_ID, at + EVENT_ID.length)) {
      this.heard.push(now);
      seen = at + EVENT_ID.length;
    }
    this.#tail = text.slice(Math.max(seen, text.length - EVENT_ID.length + 1));
    if (seen > 0) this.#onEvent();
  }
}

/** Longest wait for an event, in ms. */
const EVENT_TIMEOUT_MS = 20_000;

/**
 * Creates users while listeners of the same organization receive an event for each. First one
 * user at a time, which gives the delay from the reply to the last listener's event. Then as fast
 * as one connection allows, which gives events per second over all listeners.
 */
export async function fanOut(
  port: number,
  organization: Organization,
  { listeners: many, single, burst }: { listeners: number; single: number; burst: number },
): Promise<Run> {
  let wake = (): void => undefined;
  const open = Array.from({ length: many }, () =>
    Listener.open(port, listening(organization.name, organization.admin), () => wake()),
  );
  const listeners = await Promise.all(open);
  const command = await Connection.open(port);
  const requests = Array.from({ length: single + burst }, () => organization.enrolment());

  // Resolves with the time at which the last listener received event number `events`.
  const allHeard = (events: number): Promise<number> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`an event did not come in ${EVENT_TIMEOUT_MS} ms`)),
        EVENT_TIMEOUT_MS,
      );
      wake = () => {
        if (listeners.some(({ heard }) => heard.length < events)) return;
        clearTimeout(timer);
        resolve(Math.max(...listeners.map(({ heard }) => heard[events - 1] ?? Number.NaN)));
      };
      wake();
    });
  const send = async (request: Buffer): Promise<number> => {
    const status = await command.send(request);
    if (status !== 200 || !isOk(command.reply)) throw new Error(`a user was not created: ${status}`);
    return performance.now();
  };

  return async () => {
    const delays: number[] = [];
    const wholes: number[] = [];
    for (const [index, request] of requests.slice(0, single).entries()) {
      const sent = performance.now();
      const answered = await send(request);
      const heard = await allHeard(index + 1);
      // A server may send the event before the reply.
      delays.push(Math.max(0, heard - answered));
      wholes.push(Math.max(heard, answered) - sent);
    }
    const started = performance.now();
    for (const request of requests.slice(single)) await send(request);
    const ended = await allHeard(requests.length);
    for (const listener of listeners) listener.close();
    command.close();
    return {
      requests: burst * many,
      seconds: (ended - started) / 1000,
      p50: quantile(delays, 0.5),
      p99: quantile(delays, 0.99),
      whole: quantile(wholes, 0.5),
    };
  };
}
