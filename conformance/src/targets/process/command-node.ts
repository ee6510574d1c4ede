import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { guard } from '../cleanup/guardian.ts';
import type { ServerNode } from '../deployment/deployment.ts';
import { LogTail } from '../log-tail.ts';
import { waitUntilReady } from '../wait-until-ready.ts';
import { endGroup, STOP_GRACE_MS, sendSignal, signalGroup } from './process-group.ts';

/** How a program is started. */
export interface CommandLaunch {
  /** A shell's command line. */
  readonly line: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The address at which it answers when it is ready. */
  readonly address: string;
  readonly deadlineMs: number;
  readonly signal: AbortSignal | undefined;
  /** The administration token, which is hidden in the log. */
  readonly secret?: string;
}

/** One run of the program. */
interface ProcessRun {
  /** Process id of the leader of its process group. */
  readonly leader: number;
  /** Resolves to the exit code of the command. */
  readonly exited: Promise<number>;
  /** Settles when no process of its group has its output open. */
  readonly gone: Promise<unknown>;
  /** The exit code or signal with which it ended. Undefined while it runs. */
  exitReason(): string | undefined;
  /** Tells the guardian that the process group has ended. */
  readonly unguard: () => void;
}

/**
 * A program in a process group of its own. It is killed, stopped and suspended together with the
 * processes that it started.
 */
export class CommandNode implements ServerNode {
  readonly address: string;
  readonly #launch: CommandLaunch;
  readonly #log: LogTail;
  #run: ProcessRun | undefined;

  constructor(launch: CommandLaunch) {
    this.#launch = launch;
    this.address = launch.address;
    this.#log = new LogTail(launch.secret);
  }

  log(): string {
    return this.#log.toString();
  }

  async start(): Promise<void> {
    if (this.#run !== undefined) throw new Error('it runs already: kill or stop it first');
    const run = this.#spawn();
    this.#run = run;
    try {
      await waitUntilReady({
        address: this.address,
        deadlineMs: this.#launch.deadlineMs,
        exitReason: run.exitReason,
        log: () => this.log(),
        signal: this.#launch.signal,
      });
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async kill(): Promise<void> {
    const run = this.#take();
    if (run === undefined) return;
    signalGroup(run.leader, 'SIGKILL');
    await Promise.all([run.exited, forAtMostOneSecond(run.gone)]);
    run.unguard();
  }

  async stop(): Promise<number | undefined> {
    const run = this.#take();
    if (run === undefined) throw new Error('it does not run');
    // Only the shell gets the signal and forwards it. If the whole group got it, a program behind a
    // wrapper that forwards signals would get it twice.
    sendSignal(run.leader, 'SIGTERM');
    const late = sleep(STOP_GRACE_MS, undefined, { ref: false });
    const code = await Promise.race([run.exited, late]);
    if (code !== undefined) await Promise.race([run.gone, late]);
    signalGroup(run.leader, 'SIGKILL');
    await run.exited;
    run.unguard();
    return code;
  }

  pause(): Promise<void> {
    if (this.#run !== undefined) signalGroup(this.#run.leader, 'SIGSTOP');
    return Promise.resolve();
  }

  resume(): Promise<void> {
    if (this.#run !== undefined) signalGroup(this.#run.leader, 'SIGCONT');
    return Promise.resolve();
  }

  /** Starts it and waits until it ends. Returns its exit code. */
  async run(): Promise<number> {
    const run = this.#spawn();
    this.#run = run;
    const code = await run.exited;
    await forAtMostOneSecond(run.gone);
    await this.close();
    return code;
  }

  /** Sends SIGTERM to its process group, and SIGKILL after 5 s. */
  async close(): Promise<void> {
    const run = this.#take();
    if (run === undefined) return;
    signalGroup(run.leader, 'SIGCONT');
    await endGroup(run.leader, () =>
      Promise.race([run.exited, sleep(END_GRACE_MS, undefined, { ref: false })]),
    );
    run.unguard();
  }

  #take(): ProcessRun | undefined {
    const run = this.#run;
    this.#run = undefined;
    return run;
  }

  #spawn(): ProcessRun {
    const child: ChildProcess = spawn(forwardingSigterm(this.#launch.line), {
      shell: true,
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...this.#launch.environment },
    });
    child.stdout?.on('data', this.#log.add);
    child.stderr?.on('data', this.#log.add);
    let exitReason: string | undefined;
    const exited = once(child, 'exit').then(
      ([code, signal]: unknown[]) => {
        exitReason = signal === null ? `exit ${String(code)}` : String(signal);
        return typeof code === 'number' ? code : 128 + constants.signals[signal as NodeJS.Signals];
      },
      (error: unknown) => {
        exitReason = String(error);
        return 127;
      },
    );
    const closing = new Promise((resolve) => child.once('close', resolve));
    const leader = child.pid ?? 0;
    return {
      leader,
      exited,
      gone: closing,
      exitReason: () => exitReason,
      unguard: leader === 0 ? doNothing : guard(`group:${leader}`),
    };
  }
}

/** Longest time between SIGTERM and SIGKILL when a program is closed, in ms. */
const END_GRACE_MS = 5000;

/**
 * Wraps a command line in a shell script that forwards SIGTERM to the command, waits for it, and
 * exits with its exit code.
 */
function forwardingSigterm(line: string): string {
  if (process.platform === 'win32') return line;
  return [
    'trap \'kill -TERM "$child"\' TERM',
    `{ ${line}`,
    '} & child=$!',
    'wait "$child"; code=$?',
    // A signal also ends `wait`.
    'while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done',
    'exit "$code"',
  ].join('\n');
}

const doNothing = (): void => undefined;

/** Waits at most 1 s. A process that has left the group may keep the output open longer. */
const forAtMostOneSecond = (awaited: Promise<unknown>) =>
  Promise.race([awaited, sleep(1000, undefined, { ref: false })]);
