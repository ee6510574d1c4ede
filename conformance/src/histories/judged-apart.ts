import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { HistoryJudgement, HistoryToJudge } from './judged-history.ts';

const script = new URL(`./judging-thread${extname(import.meta.url)}`, import.meta.url);

/**
 * Judges a history in a thread of its own: it may compute for seconds, while other checks go on and wait for their answers.
 *
 * @throws AbortError when the signal is given first.
 */
export async function judgedApart(history: HistoryToJudge, signal: AbortSignal): Promise<HistoryJudgement> {
  // Flags of this process may not be a thread's; it needs none.
  const thread = new Worker(script, { workerData: history, execArgv: [] });
  try {
    const [judgement] = (await once(thread, 'message', { signal })) as [HistoryJudgement];
    return judgement;
  } finally {
    await thread.terminate();
  }
}
