import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { guard } from '../cleanup/guardian.ts';
import type { ContainerCreation } from '../container/engine.ts';
import type { ServerNode } from '../deployment/deployment.ts';
import { LogTail } from '../log-tail.ts';
import type { StartRecipe } from '../target-file.ts';
import { waitUntilReady } from '../wait-until-ready.ts';
import { endGroup, sendSignal, signalGroup, stopGrace } from './process-group.ts';

/** What a program is started with, each time. */
export interface CommandLaunch {
  /** A shell's command line. */
  readonly line: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Where it answers once it is ready. */
  readonly address: string;
  readonly deadlineMs: number;
  readonly signal: AbortSignal | undefined;
  /** What its log shall not tell. */
  readonly secret?: string;
}

/** One life of the program: from a start to its end. */
interface Life {
  readonly leader: number;
  /** How the command ended, as soon as it did. */
  readonly exited: Promise<number>;
  /** Settles when no process of its group holds its output open. */
  readonly gone: Promise<unknown>;
  death(): string | undefined;
  readonly settle: () => void;
}

/**
 * A program in a process group of its own: killed, stopped and suspended with all that it started.
 */
export class CommandNode implements ServerNode {
  readonly address: string;
  readonly #launch: CommandLaunch;
  readonly #log: LogTail;
  #life: Life | undefined;

  constructor(launch: CommandLaunch) {
    this.#launch = launch;
    this.address = launch.address;
    this.#log = new LogTail(launch.secret);
  }

  log(): string {
    return this.#log.toString();
  }

  async start(): Promise<void> {
    if (this.#life !== undefined) throw new Error('it runs already: kill or stop it first');
    const life = this.#spawn();
    this.#life = life;
    try {
      await waitUntilReady({
        address: this.address,
        deadlineMs: this.#launch.deadlineMs,
        died: life.death,
        log: () => this.log(),
        signal: this.#launch.signal,
      });
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async kill(): Promise<void> {
    const life = this.#take();
    if (life === undefined) return;
    signalGroup(life.leader, 'SIGKILL');
    await Promise.all([life.exited, brieflyAt(life.gone)]);
    life.settle();
  }

  async stop(): Promise<number | undefined> {
    const life = this.#take();
    if (life === undefined) throw new Error('it does not run');
    // its shell alone, which passes it on: a wrapper that passes it on as well would make it two
    sendSignal(life.leader, 'SIGTERM');
    const late = sleep(stopGrace, undefined, { ref: false });
    const code = await Promise.race([life.exited, late]);
    if (code !== undefined) await Promise.race([life.gone, late]);
    signalGroup(life.leader, 'SIGKILL');
    await life.exited;
    life.settle();
    return code;
  }

  pause(): Promise<void> {
    if (this.#life !== undefined) signalGroup(this.#life.leader, 'SIGSTOP');
    return Promise.resolve();
  }

  resume(): Promise<void> {
    if (this.#life !== undefined) signalGroup(this.#life.leader, 'SIGCONT');
    return Promise.resolve();
  }

  /** Runs it to its end. Its exit code. */
  async run(): Promise<number> {
    const life = this.#spawn();
    this.#life = life;
    const code = await life.exited;
    await brieflyAt(life.gone);
    await this.close();
    return code;
  }

  /** Asks it to end, and ends what is left of it. */
  async close(): Promise<void> {
    const life = this.#take();
    if (life === undefined) return;
    signalGroup(life.leader, 'SIGCONT');
    await endGroup(life.leader, () => Promise.race([life.exited, sleep(grace, undefined, { ref: false })]));
    life.settle();
  }

  #take(): Life | undefined {
    const life = this.#life;
    this.#life = undefined;
    return life;
  }

  #spawn(): Life {
    const child: ChildProcess = spawn(patient(this.#launch.line), {
      shell: true,
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...this.#launch.environment },
    });
    child.stdout?.on('data', this.#log.add);
    child.stderr?.on('data', this.#log.add);
    let death: string | undefined;
    const exited = once(child, 'exit').then(
      ([code, signal]: unknown[]) => {
        death = signal === null ? `exit ${String(code)}` : String(signal);
        return typeof code === 'number' ? code : 128 + constants.signals[signal as NodeJS.Signals];
      },
      (error: unknown) => {
        death = String(error);
        return 127;
      },
    );
    const gone = new Promise((resolve) => child.once('close', resolve));
    const leader = child.pid ?? 0;
    return {
      leader,
      exited,
      gone,
      death: () => death,
      settle: leader === 0 ? idle : guard(`group:${leader}`),
    };
  }
}

/** How long a program that we started for ourselves may take to end, in ms. */
const grace = 5000;

/**
 * The line in a shell that passes SIGTERM on to the command alone, outlives it, and gives its exit
 * code.
 */
function patient(line: string): string {
  if (process.platform === 'win32') return line;
  return [
    'trap \'kill -TERM "$child"\' TERM',
    `{ ${line}`,
    '} & child=$!',
    'wait "$child"; code=$?',
    // a signal ends the waiting too
    'while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done',
    'exit "$code"',
  ].join('\n');
}

const idle = (): void => undefined;

/**
 * Waits for what is about to happen; who left the group while holding on to its output is not
 * waited for.
 */
const brieflyAt = (awaited: Promise<unknown>) =>
  Promise.race([awaited, sleep(1000, undefined, { ref: false })]);

/**
 * What the containers of a target may touch: this machine's network or `network` (the engine's own
 * where there is none), and a root that they cannot write to where the target file says so.
 */
export function confinement(
  recipe: Pick<StartRecipe, 'network' | 'readOnly'>,
  network: string | undefined,
): ContainerCreation['HostConfig'] {
  const joined = recipe.network === 'host' ? 'host' : network;
  return {
    ...(joined === undefined ? {} : { NetworkMode: joined }),
    ...(recipe.readOnly === true ? { ReadonlyRootfs: true, Tmpfs: { '/tmp': '' } } : {}),
  };
}
