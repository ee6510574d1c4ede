/** Frames on their way to one listener: pushed by the server, pulled by an adapter. Ends once, in order. */
export class Channel implements AsyncIterable<string> {
  readonly #queue: string[] = [];
  readonly #most: number;
  readonly #onEnd: () => void;
  #ended = false;
  #wake: (() => void) | undefined;

  /** `most`: how many frames may wait. `onEnd` is called once, whoever ends it: the server, or a listener who went away. */
  constructor(most: number, onEnd: () => void) {
    this.#most = most;
    this.#onEnd = onEnd;
  }

  /** A frame too many ends the channel: whoever takes so little is let go (EVT-17). */
  push(frame: string): void {
    if (this.#ended) return;
    if (this.#queue.length >= this.#most) return this.end();
    this.#queue.push(frame);
    this.#wake?.();
  }

  /** What is queued is still delivered. */
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
