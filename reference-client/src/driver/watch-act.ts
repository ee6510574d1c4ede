import { watch } from '../events/index.ts';
import { describeWatchEvent } from '../explain/index.ts';
import type { Session } from '../journeys/index.ts';
import { type ActResult, failedCall } from './ended.ts';

/** Reports the events of the organization until the signal is aborted. */
export async function watchAct(
  session: Session,
  {
    signal,
    told,
    pause,
  }: { signal: AbortSignal; told: (sentence: string) => void; pause?: ((ms: number) => number) | undefined },
): Promise<ActResult> {
  let last: ActResult = { code: 'ok', message: 'watched' };
  for await (const happening of watch(session, { signal, pause })) {
    const sentence = describeWatchEvent(happening);
    if (happening.kind === 'refused') {
      last = { code: failedCall(happening.failure.outcome) ?? 'other', message: sentence };
    }
    if (happening.kind === 'not-synced' && happening.failure.outcome === 'lying-server') {
      last = { code: 'invalid-certificate', message: sentence };
    }
    told(sentence);
  }
  return last;
}
