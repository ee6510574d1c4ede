import { parentPort } from 'node:worker_threads';
import { type HistoryToJudge, judgedHistory } from './judged-history.ts';

// A thread that judges one history after the other.
parentPort?.on('message', (history: HistoryToJudge) => parentPort?.postMessage(judgedHistory(history)));
