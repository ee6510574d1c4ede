/** Most lines, and characters of them, that wait to be read. A client that sends more is cut off. */
const MAX_WAITING_LINES = 10_000;
const MAX_WAITING_CHARACTERS = 4 << 20;

/** Lines in transit between a client and the suite. A reader waits for the next one. */
export class LineQueue implements AsyncIterable<string> {
  readonly #lines: string[] = [];
  #characters = 0;
  #ended: string | undefined;
  #wake: (() => void) | undefined;

  push(line: string): void {
    if (this.#ended !== undefined) return;
    this.#characters += line.length;
    if (this.#lines.push(line) > MAX_WAITING_LINES) this.end(`more than ${MAX_WAITING_LINES} lines at once`);
    if (this.#characters > MAX_WAITING_CHARACTERS)
      this.end(`more than ${MAX_WAITING_CHARACTERS} characters at once`);
    this.#wake?.();
  }

  /** Ends the queue. Lines that were pushed before can still be read. */
  end(reason: string): void {
    this.#ended ??= reason;
    this.#wake?.();
  }

  /** Why the queue has ended. */
  get endReason(): string | undefined {
    return this.#ended;
  }

  /** The next line. Undefined: the queue has ended. */
  async next(): Promise<string | undefined> {
    while (this.#lines.length === 0) {
      if (this.#ended !== undefined) return undefined;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const line = this.#lines.shift();
    this.#characters -= line?.length ?? 0;
    return line;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for (let line = await this.next(); line !== undefined; line = await this.next()) yield line;
  }
}
