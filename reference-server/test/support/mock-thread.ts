import { EventEmitter } from 'node:events';

/** The started threads, in order. */
export const threads: MockThread[] = [];

/**
 * A fake worker that sends the messages that a test chooses. `asked`, a field and an event: the
 * messages it receives.
 */
export class MockThread extends EventEmitter {
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
