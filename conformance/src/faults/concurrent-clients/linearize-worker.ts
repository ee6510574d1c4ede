import { parentPort } from 'node:worker_threads';
import { type HistoryToLinearize, linearizeHistory } from '../model/linearizability/linearize-history.ts';

parentPort?.on('message', (history: HistoryToLinearize) =>
  parentPort?.postMessage(linearizeHistory(history)),
);
