import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Order, Ran } from './order.ts';

type Answer = { readonly ready: true } | { readonly ran: Ran } | { readonly fault: string };

/** The load of one server, in a process of its own on the second core. */
export class Driver {
  readonly #child: ChildProcess;
  #ended = false;

  constructor(port: number) {
    const script = join(import.meta.dirname, 'main.ts');
    const words = ['-c', '1', process.execPath, '--conditions=parsec-spec:src', script, String(port)];
    this.#child = spawn('taskset', words, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#child.once('exit', () => {
      this.#ended = true;
    });
  }

  /** Makes everything ready. */
  async prepare(order: Order): Promise<void> {
    const answer = await this.#ask({ order });
    if (!('ready' in answer)) throw new Error('the load began too early');
  }

  /** Does what was made ready. */
  async go(): Promise<Ran> {
    const answer = await this.#ask({ go: true });
    if (!('ran' in answer)) throw new Error('the load did not run');
    return answer.ran;
  }

  stop(): void {
    if (!this.#ended) this.#child.kill();
  }

  #ask(message: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const lost = (): void => reject(new Error('the load ended by itself'));
      if (this.#ended) return lost();
      this.#child.once('exit', lost);
      this.#child.once('message', (answer: Answer) => {
        this.#child.off('exit', lost);
        if ('fault' in answer) reject(new Error(answer.fault));
        else resolve(answer);
      });
      // What cannot be sent to it is told by its end.
      this.#child.send(message, () => undefined);
    });
  }
}
