/** A queue of frames for one listener: pushed by the server, pulled by an adapter. */
export class Channel implements AsyncIterable<string> {
  readonly #queue: string[] = [];
  readonly #most: number;
  readonly #onEnd: () => void;
  #ended = false;
  #wake: (() => void) | undefined;

  /**
   * `most`: how many frames may wait. `onEnd` is called once, whether the server or the listener
   * ends the channel.
   */
  constructor(most: number, onEnd: () => void) {
    this.#most = most;
    this.#onEnd = onEnd;
  }

  /** Queues a frame. A full queue ends the channel, since its listener is too slow (EVT-17). */
  push(frame: string): void {
    if (this.#ended) return;
    if (this.#queue.length >= this.#most) return this.end();
    this.#queue.push(frame);
    this.#wake?.();
  }

  /** Ends the channel. Queued frames are still delivered. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd();
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    try {
      for (;;) {
        for (let frame = this.#queue.shift(); frame !== undefined; frame = this.#queue.shift()) yield frame;
        if (this.#ended) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      this.end();
    }
  }
}
