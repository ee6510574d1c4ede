import { Instant } from '../wire/values.ts';
import type { Judgement } from './judgement.ts';
import { isBefore, type ObservedExchange } from './traffic.ts';

/** Judges that a client accepts terms of service only if it fetched exactly these. */
export function judgeTerms(traffic: readonly ObservedExchange[], judgement: Judgement): void {
  const fetched: ObservedExchange[] = [];
  for (const observed of traffic) {
    const { command, organization, token, request, replyStatus } = observed;
    if (command === 'tos_get' && replyStatus === 'ok') fetched.push(observed);
    const accepted = request?.tos_updated_on;
    if (command !== 'tos_accept' || !(accepted instanceof Instant)) continue;
    const isFetched = fetched.some(
      (one) =>
        one.organization === organization &&
        one.token?.device === token?.device &&
        isBefore(one, observed) &&
        String(one.reply?.updated_on) === String(accepted),
    );
    judgement.check(
      'client',
      'terms-of-service/client-accepts-only-shown-terms',
      observed,
      isFetched,
      'the updated_on of terms that this device fetched before',
      () => `the terms of ${accepted}`,
    );
  }
}
