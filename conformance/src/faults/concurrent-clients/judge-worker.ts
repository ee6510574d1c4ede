import { parentPort } from 'node:worker_threads';
import { type HistoryToJudge, judgeHistory } from '../model/linearizability/judge-history.ts';

parentPort?.on('message', (history: HistoryToJudge) => parentPort?.postMessage(judgeHistory(history)));
