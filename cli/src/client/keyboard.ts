import { PassThrough } from 'node:stream';
import { setImmediate as nextTick } from 'node:timers/promises';
import type { ReadStream } from 'node:tty';

const CTRL_C = 0x03;
const CTRL_Z = 0x1a;

/**
 * Reads the keys of a terminal from the first question on. The terminal stays in raw mode until the
 * program ends, because otherwise it would echo what is typed between two questions. Keys that no
 * question reads are dropped. In raw mode Ctrl-C and Ctrl-Z are keys and not signals, so this class
 * handles them.
 */
export class Keyboard {
  readonly #stdin: ReadStream;
  #isHeld = false;
  #question: PassThrough | undefined;

  constructor(stdin: ReadStream) {
    this.#stdin = stdin;
  }

  /** Asks one question. `ask` reads the keys that are typed until its promise settles. */
  async during<T>(ask: (keys: PassThrough) => Promise<T>): Promise<T> {
    const keys = new PassThrough();
    this.#stdin.ref();
    if (!this.#isHeld) {
      this.#hold();
      // Reads and drops what was typed before. The second turn of the event loop follows a read.
      await nextTick();
      await nextTick();
    }
    this.#question = keys;
    try {
      return await ask(keys);
    } finally {
      this.#question = undefined;
      // Reading on must not keep a finished program alive.
      this.#stdin.unref();
    }
  }

  /** Leaves raw mode: the terminal echoes, and other code can read lines of standard input. */
  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#stdin.off('data', this.#onData).off('end', this.#onEnd).off('error', this.#onEnd);
    this.#stdin.setRawMode(false);
    this.#stdin.pause();
    // The next reader of standard input keeps the program alive.
    this.#stdin.ref();
  }

  #hold(): void {
    if (this.#isHeld) return;
    this.#isHeld = true;
    this.#stdin.setRawMode(true);
    this.#stdin.on('data', this.#onData).on('end', this.#onEnd).on('error', this.#onEnd);
    this.#stdin.resume();
  }

  readonly #onData = (keys: Buffer): void => {
    if (keys.includes(CTRL_Z) && process.platform !== 'win32') this.#suspend();
    else if (this.#question !== undefined) this.#question.write(keys);
    else if (keys.includes(CTRL_C) && !process.emit('SIGINT', 'SIGINT')) process.kill(process.pid, 'SIGINT');
  };

  // The terminal was closed.
  readonly #onEnd = (): void => void this.#question?.end();

  /** Stops the process group as the terminal would. It continues with a released terminal. */
  #suspend(): void {
    this.release();
    // A listener for a signal keeps no program alive.
    const alive = setInterval(() => undefined, 60_000);
    process.once('SIGCONT', () => {
      clearInterval(alive);
      if (this.#question !== undefined) this.#hold();
    });
    process.kill(0, 'SIGTSTP');
  }
}

/** The keys of this process's terminal. */
export const keyboard = new Keyboard(process.stdin);
