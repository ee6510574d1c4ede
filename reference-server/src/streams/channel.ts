/** Frames on their way to one listener: pushed by the server, pulled by an adapter. Ends once, in order. */
export class Channel implements AsyncIterable<string> {
  readonly #queue: string[] = [];
  readonly #onEnd: () => void;
  #ended = false;
  #wake: (() => void) | undefined;

  /** `onEnd` is called once, whoever ends it: the server, or a listener who went away. */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  push(frame: string): void {
    if (this.#ended) return;
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
