import { watch } from '../events/index.ts';
import { tellHappening } from '../explain/index.ts';
import type { Session } from '../journeys/index.ts';
import { type Ended, failedCall } from './ended.ts';

/** Follows what happens until the signal, and tells it. */
export async function watchAct(
  session: Session,
  {
    signal,
    told,
    pause,
  }: { signal: AbortSignal; told: (sentence: string) => void; pause?: ((ms: number) => number) | undefined },
): Promise<Ended> {
  let last: Ended = { code: 'ok', message: 'watched' };
  for await (const happening of watch(session, { signal, pause })) {
    const sentence = tellHappening(happening);
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
