import { parentPort } from 'node:worker_threads';
import { type HistoryToJudge, judgeHistory } from './judge-history.ts';

parentPort?.on('message', (history: HistoryToJudge) => parentPort?.postMessage(judgeHistory(history)));
