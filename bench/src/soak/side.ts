import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** One side of the soak in a process of its own on the second core. */
export class Side {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Starts it; resolves when it is ready. */
  static async start(side: 'attack' | 'probe', plan: object): Promise<Side> {
    const script = join(import.meta.dirname, 'child.ts');
    const words = [
      '-c',
      '1',
      process.execPath,
      '--conditions=parsec-spec:src',
      script,
      side,
      JSON.stringify(plan),
    ];
    const child = spawn('taskset', words, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const started = new Side(child);
    await started.next();
    return started;
  }

  /** The next thing it says. */
  next<T>(): Promise<T> {
    return new Promise((resolve, reject) => {
      const lost = (code: number | null): void =>
        reject(new Error(`one side of the soak ended with ${code}`));
      this.#child.once('exit', lost);
      this.#child.once('message', (message: T) => {
        this.#child.off('exit', lost);
        resolve(message);
      });
    });
  }

  /** Asks it; what it says. */
  ask<T>(): Promise<T> {
    const answer = this.next<T>();
    this.#child.send({});
    return answer;
  }

  /** Lets it begin. */
  go(): void {
    this.#child.send({});
  }

  stop(): void {
    this.#child.kill();
  }
}
