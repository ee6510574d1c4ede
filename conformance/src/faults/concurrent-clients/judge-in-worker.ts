import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { HistoryJudgement, HistoryToJudge } from '../model/linearizability/judge-history.ts';

const script = new URL(`./judge-worker${extname(import.meta.url)}`, import.meta.url);

interface RunningWorker {
  readonly worker: Worker;
  /** Rejects when the worker exits. */
  readonly exited: Promise<never>;
}

// One worker judges all histories of the process, one after the other. Node may crash if dozens of
// workers start and end.
let running: RunningWorker | undefined;
let queue: Promise<unknown> = Promise.resolve();

/**
 * Judges a history in a worker, so that the event loop is not blocked.
 *
 * @throws AbortError if `signal` aborts first
 */
export function judgeInWorker(history: HistoryToJudge, signal: AbortSignal): Promise<HistoryJudgement> {
  const judgement = queue.then(() => judgeNext(history, signal));
  queue = judgement.catch(() => undefined);
  return judgement;
}

async function judgeNext(history: HistoryToJudge, signal: AbortSignal): Promise<HistoryJudgement> {
  signal.throwIfAborted();
  running ??= startWorker();
  const { worker, exited } = running;
  // The worker keeps the process alive only while it judges.
  worker.ref();
  worker.postMessage(history);
  try {
    const [judgement] = await Promise.race([once(worker, 'message', { signal }), exited]);
    return judgement;
  } catch (error) {
    running = undefined;
    await worker.terminate();
    throw error;
  } finally {
    worker.unref();
  }
}

function startWorker(): RunningWorker {
  // Some flags of the process are not allowed in a worker.
  const worker = new Worker(script, { execArgv: [] });
  const exited = once(worker, 'exit').then(([code]) => {
    throw new Error(`the worker that judges histories exited with ${code}`);
  });
  exited.catch(() => {
    if (running?.worker === worker) running = undefined;
  });
  return { worker, exited };
}
