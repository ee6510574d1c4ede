import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { HistoryJudgement, HistoryToJudge } from './judged-history.ts';

const script = new URL(`./judging-thread${extname(import.meta.url)}`, import.meta.url);

interface Thread {
  readonly worker: Worker;
  /** Rejects when it has ended. */
  readonly ended: Promise<never>;
}

// One for all histories of this process, one after the other: where threads come and go by the dozen, Node may crash.
let thread: Thread | undefined;
let turn: Promise<unknown> = Promise.resolve();

/**
 * Judges a history in a thread of its own: it may compute for seconds, while other checks go on and wait for their answers.
 *
 * @throws AbortError when the signal is given first.
 */
export function judgedApart(history: HistoryToJudge, signal: AbortSignal): Promise<HistoryJudgement> {
  const judgement = turn.then(() => judged(history, signal));
  turn = judgement.catch(() => undefined);
  return judgement;
}

async function judged(history: HistoryToJudge, signal: AbortSignal): Promise<HistoryJudgement> {
  signal.throwIfAborted();
  thread ??= begun();
  const { worker, ended } = thread;
  // Whoever waits for a judgement is kept alive by it, and nobody else.
  worker.ref();
  worker.postMessage(history);
  try {
    const [judgement] = await Promise.race([once(worker, 'message', { signal }), ended]);
    return judgement;
  } catch (fault) {
    // Whatever it is at, nobody waits for that any more.
    thread = undefined;
    await worker.terminate();
    throw fault;
  } finally {
    worker.unref();
  }
}

function begun(): Thread {
  // Flags of this process may not be a thread's; it needs none.
  const worker = new Worker(script, { execArgv: [] });
  const ended = once(worker, 'exit').then(([code]) => {
    throw new Error(`the thread that judges histories has ended (${code})`);
  });
  // Between two histories nobody listens.
  ended.catch(() => {
    if (thread?.worker === worker) thread = undefined;
  });
  return { worker, ended };
}
