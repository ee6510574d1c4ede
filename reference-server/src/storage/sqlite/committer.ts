import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Appended, Snapshot } from '../journal.ts';
import { JournalError } from '../journal-error.ts';
import type { CommitJob, EncodedAppend } from './commit-thread.ts';

interface PendingAppend {
  readonly written: EncodedAppend;
  readonly resolve: (outcome: Appended) => void;
  readonly reject: (error: unknown) => void;
}

type Answer = { readonly done: unknown } | { readonly error: Readonly<Record<string, unknown>> };

// A package or a bundle contains the script beside this file, under another extension.
const script = new URL(`./commit-thread${extname(import.meta.url)}`, import.meta.url);

/**
 * Young-generation heap of the thread in MiB. The default would be as large as that of the process.
 */
const YOUNG_GENERATION_MIB = 4;

/**
 * Commits everything that is written to a file on a thread of its own, which starts when it is
 * first needed. Appends that arrive during a commit share the next transaction.
 */
export class Committer {
  readonly #file: string;
  #thread: Worker | undefined;
  #waiting: PendingAppend[] = [];
  #snapshots: { readonly snapshot: Snapshot; readonly done: PromiseWithResolvers<void> }[] = [];
  #working: Promise<void> | undefined;
  /** The pending answer of the thread. */
  #answer: PromiseWithResolvers<unknown> | undefined;
  #closed = false;

  constructor(file: string) {
    this.#file = file;
  }

  /**
   * Resolves once the records are durable. After `close` it rejects with a JournalError `away`, and
   * nothing is written.
   */
  append(written: EncodedAppend): Promise<Appended> {
    if (this.#closed) return Promise.reject(closed());
    const { promise, resolve, reject } = Promise.withResolvers<Appended>();
    this.#waiting.push({ written, resolve, reject });
    this.#start();
    return promise;
  }

  /** Keeps a snapshot. After `close` it rejects as `append` does. */
  keep(snapshot: Snapshot): Promise<void> {
    if (this.#closed) return Promise.reject(closed());
    const completion = Promise.withResolvers<void>();
    this.#snapshots.push({ snapshot, done: completion });
    this.#start();
    return completion.promise;
  }

  /**
   * Finishes the pending jobs and accepts no more, since another server may own the file
   * afterwards.
   */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#working;
    const thread = this.#thread;
    if (thread === undefined) return;
    thread.ref();
    thread.postMessage('close' satisfies CommitJob);
    await once(thread, 'exit');
  }

  #start(): void {
    this.#working ??= this.#work();
  }

  async #work(): Promise<void> {
    // Appends of the same event-loop task share the transaction.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0 || this.#snapshots.length > 0) {
      if (this.#waiting.length > 0) await this.#appendAll(this.#waiting.splice(0));
      const next = this.#snapshots.shift();
      if (next !== undefined)
        await this.#run({ keep: next.snapshot }).then(() => next.done.resolve(), next.done.reject);
    }
    // In the same task as the last check for waiting jobs.
    this.#working = undefined;
  }

  async #appendAll(group: readonly PendingAppend[]): Promise<void> {
    try {
      const outcomes = (await this.#run({
        append: group.map(({ written }) => written),
      })) as readonly Appended[];
      for (const [index, { resolve }] of group.entries()) resolve(outcomes[index] ?? 'conflict');
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  async #run(job: CommitJob): Promise<unknown> {
    this.#thread ??= this.#open();
    const thread = this.#thread;
    const answer = Promise.withResolvers<unknown>();
    this.#answer = answer;
    thread.ref();
    thread.postMessage(job);
    // An idle thread does not keep the process alive.
    return answer.promise.finally(() => thread.unref());
  }

  #open(): Worker {
    // A thread does not accept all flags of the process, and it needs none. The young
    // generation is small, because its objects are short-lived.
    const thread = new Worker(script, {
      workerData: { file: this.#file },
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MIB },
    });
    // `error` is followed by `exit`, when a new thread may be at work already. This one must not
    // answer the jobs of the new one.
    const isPresent = (): boolean => this.#thread === thread;
    thread.on('message', (answer: Answer) => {
      if (!isPresent()) return;
      if ('done' in answer) this.#answer?.resolve(answer.done);
      else this.#answer?.reject(Object.assign(new Error(String(answer.error.message)), answer.error));
    });
    const leave = (error: unknown): void => {
      if (!isPresent()) return;
      this.#thread = undefined;
      this.#answer?.reject(error);
    };
    thread.once('error', leave);
    thread.once('exit', (code) => leave(new Error(`the thread that commits ended with ${code}`)));
    return thread;
  }
}

// Another server, or this one after a restart, accepts the write.
const closed = (): JournalError =>
  new JournalError(
    'away',
    'the store is closed: its server is stopping',
    'Ask again when a server has it open.',
  );
