import type { Exchange } from '../exchange/index.ts';
import { cameTo, type Expected, type Judge } from '../judge/index.ts';

/** Requests that are sent at the same moment, of which one may succeed. */
export interface Race {
  readonly what: string;
  readonly contenders: readonly (() => Promise<Exchange>)[];
  /** What each of the others must come to. */
  readonly lost: Expected;
}

/** Exactly one of the contenders succeeds, and every other one is refused in a documented way; gives the winner's index. */
export async function oneWinner(judge: Judge, { what, contenders, lost }: Race): Promise<number> {
  const exchanges = await judge.atOnce(contenders);
  const winners = exchanges.flatMap((exchange, index) => (cameTo(exchange, 'ok') ? [index] : []));
  for (const exchange of exchanges)
    if (!cameTo(exchange, 'ok')) judge.expect.answer(exchange, lost, `a loser of ${what}`);
  const [first = 0, second = 0] = winners;
  judge.expect.equal(winners.length, 1, `successes of ${what}`, exchanges[second]);
  return first;
}
