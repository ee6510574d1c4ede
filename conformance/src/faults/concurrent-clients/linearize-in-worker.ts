import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { HistoryResult, HistoryToLinearize } from '../../model/linearizability/linearize-history.ts';

const script = new URL(`./linearize-worker${extname(import.meta.url)}`, import.meta.url);

interface RunningWorker {
  readonly worker: Worker;
  /** Rejects when the worker exits. */
  readonly exited: Promise<never>;
}

// One worker searches all histories of the process, one after the other. Node may crash if dozens of
// workers start and end.
let running: RunningWorker | undefined;
let queue: Promise<unknown> = Promise.resolve();

/**
 * Searches an order for a history in a worker, so that the event loop is not blocked.
 *
 * @throws AbortError if `signal` aborts first
 */
export function linearizeInWorker(history: HistoryToLinearize, signal: AbortSignal): Promise<HistoryResult> {
  const result = queue.then(() => linearizeNext(history, signal));
  queue = result.catch(() => undefined);
  return result;
}

async function linearizeNext(history: HistoryToLinearize, signal: AbortSignal): Promise<HistoryResult> {
  signal.throwIfAborted();
  running ??= startWorker();
  const { worker, exited } = running;
  // The worker keeps the process alive only while it searches.
  worker.ref();
  worker.postMessage(history);
  try {
    const [result] = await Promise.race([once(worker, 'message', { signal }), exited]);
    return result;
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
    throw new Error(`the worker that searches histories exited with ${code}`);
  });
  exited.catch(() => {
    if (running?.worker === worker) running = undefined;
  });
  return { worker, exited };
}
