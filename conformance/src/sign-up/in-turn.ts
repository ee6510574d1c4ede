import type { Judge } from '../judge/index.ts';

/** Runs one thing after the other. */
type Turn = <T>(use: () => Promise<T>) => Promise<T>;

/**
 * Waits until nobody else opens an account: a server that lets two of them block each other is found by the checks of
 * just that, and shall not disturb the others.
 */
export async function inTurn<T>(judge: Judge, use: () => Promise<T>): Promise<T> {
  const turn = await judge.shared('turn of who opens an account', () => Promise.resolve(makeTurn()));
  return await turn(use);
}

function makeTurn(): Turn {
  let last: Promise<unknown> = Promise.resolve();
  return (use) => {
    const mine = last.then(use);
    last = mine.catch(() => undefined);
    return mine;
  };
}
