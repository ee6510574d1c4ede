import { parentPort, workerData } from 'node:worker_threads';
import { type HistoryToJudge, judgedHistory } from './judged-history.ts';

// A thread that judges one history.
parentPort?.postMessage(judgedHistory(workerData as HistoryToJudge));
