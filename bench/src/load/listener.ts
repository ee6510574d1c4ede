import { connect, type Socket } from 'node:net';

// Only an event has an id: neither the first frame nor a sign of life.
const id = '\nid:';

/** One open stream of events, of which only is known how many came, and when. */
export class Listener {
  /** When each event came, in milliseconds. */
  readonly heard: number[] = [];
  readonly #socket: Socket;
  readonly #onEvent: () => void;
  #tail = '';

  private constructor(socket: Socket, onEvent: () => void) {
    this.#socket = socket;
    this.#onEvent = onEvent;
  }

  /** Opens a stream; resolves when its first frame is there. */
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
        if (opening.includes('\ndata:') || opening.includes('\ndata: ')) return;
        opening += text;
        if (!opening.startsWith('HTTP/1.1 200')) reject(new Error(`no stream: ${opening.slice(0, 200)}`));
        else if (/\ndata:/.test(opening)) resolve(listener);
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
    for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + id.length)) {
      this.heard.push(now);
      seen = at + id.length;
    }
    this.#tail = text.slice(Math.max(seen, text.length - id.length + 1));
    if (seen > 0) this.#onEvent();
  }
}
