import { parentPort } from 'node:worker_threads';
import { type HistoryToLinearize, linearizeHistory } from '../../model/linearizability/linearize-history.ts';

// The worker thread of `linearize-in-worker.ts`.
parentPort?.on('message', (history: HistoryToLinearize) =>
  parentPort?.postMessage(linearizeHistory(history)),
);
