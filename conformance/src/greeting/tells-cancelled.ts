import type { Exchange } from '../exchange/index.ts';
import type { Judge } from '../judge/index.ts';
import type { Instant } from '../wire/index.ts';

/**
 * Asserts that an answer of this status reports who cancelled, why, and a moment within 10 s of
 * `by`. Returns that moment.
 */
export function tellsCancelled(
  judge: Judge,
  answer: Exchange,
  status: string,
  told: readonly [string, string],
  by: Instant,
) {
  const what = `${answer.request.target} after the cancelling`;
  const fields = judge.expect.reply(answer, status, what);
  judge.expect.equal([fields.origin, fields.reason], told, `origin and reason in ${what}`, answer);
  const at = judge.expect.instant(fields, 'timestamp', answer);
  const off = Number(at.micros - by.micros) / 1e6;
  judge.expect.that(Math.abs(off) < 10, 'the time of the cancelling, within 10 s', `${off} s off`, answer);
  return at;
}
