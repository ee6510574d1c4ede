import { EventEmitter } from 'node:events';

/** Those that were started, in order. */
export const threads: ToldThread[] = [];

/** A worker that says what a test has it say; `asked`, the event too: what it is asked. */
export class ToldThread extends EventEmitter {
  readonly asked: unknown[] = [];

  constructor() {
    super();
    threads.push(this);
  }

  postMessage(job: unknown): void {
    this.asked.push(job);
    this.emit('asked');
  }

  ref(): void {}
  unref(): void {}
}
