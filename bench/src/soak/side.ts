import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { on } from 'node:events';
import { join } from 'node:path';

/** Whether the system lets a process come before all others on its core: it does for root. */
export const mayComeFirst = spawnSync('chrt', ['--fifo', '1', 'true']).status === 0;

// Where both want the core the one whose times count has it.
const order = { attack: ['chrt', '--idle', '0'], probe: mayComeFirst ? ['chrt', '--fifo', '1'] : [] };

/** One side of the soak in a process of its own on the second core. */
export class Side {
  readonly #child: ChildProcess;
  readonly #said: ReturnType<typeof on>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#said = on(child, 'message', { close: ['exit'] });
  }

  /** Starts it; resolves when it is ready. */
  static async start(side: 'attack' | 'probe', plan: object): Promise<Side> {
    const script = join(import.meta.dirname, 'child.ts');
    const words = [
      '-c',
      '1',
      ...order[side],
      process.execPath,
      '--conditions=parsec-spec:src',
      // V8's helpers of either kept who asks from the core for up to 10 ms, idle or not (`perf sched`).
      '--single-threaded',
      script,
      side,
      JSON.stringify(plan),
    ];
    const child = spawn('taskset', words, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const started = new Side(child);
    await started.next();
    return started;
  }

  /** The next thing it says; what it says while nobody asks waits. */
  async next<T>(): Promise<T> {
    const said = await this.#said.next();
    if (said.done) throw new Error(`one side of the soak ended with ${this.#child.exitCode}`);
    const [message] = said.value;
    return message;
  }

  /** Asks it; what it says. */
  ask<T>(): Promise<T> {
    const answer = this.next<T>();
    this.tell({});
    return answer;
  }

  /** Tells it what to do. */
  tell(what: object): void {
    this.#child.send(what);
  }

  stop(): void {
    this.#child.kill();
  }
}
