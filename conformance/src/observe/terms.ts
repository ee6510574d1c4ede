import { Instant } from '../wire/values.ts';
import type { Judgement } from './judgement.ts';
import { deviceOf, firstCompleted, isBefore, type ObservedExchange } from './traffic.ts';

/** Judges that a client accepts terms of service only if it fetched exactly these. */
export function checkTerms(traffic: readonly ObservedExchange[], judgement: Judgement): void {
  const keyOf = (observed: ObservedExchange, updatedOn: unknown) => `${deviceOf(observed)} ${updatedOn}`;
  const fetched = firstCompleted(
    traffic.filter(({ command, replyStatus }) => command === 'tos_get' && replyStatus === 'ok'),
    (observed) => keyOf(observed, observed.reply?.updated_on),
    (observed) => observed,
  );
  for (const observed of traffic) {
    const accepted = observed.request?.tos_updated_on;
    if (observed.command !== 'tos_accept' || !(accepted instanceof Instant)) continue;
    const fetching = fetched.get(keyOf(observed, accepted));
    judgement.check(
      'client',
      'terms-of-service/client-accepts-only-shown-terms',
      observed,
      fetching !== undefined && isBefore(fetching, observed),
      'the updated_on of terms that this device fetched before',
      () => `the terms of ${accepted}`,
    );
  }
}
