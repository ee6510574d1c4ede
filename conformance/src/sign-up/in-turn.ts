import type { Judge } from '../judge/index.ts';

/** Settles when the last one is through, and all before it. */
interface Line {
  last: Promise<unknown>;
}

/**
 * A mutex for account creation; the wait does not count as time of the check. A server in which two
 * creations block each other is found by the checks for that, and must not disturb the others.
 */
export async function inTurn<T>(judge: Judge, use: () => Promise<T>): Promise<T> {
  const line = await judge.shared<Line>('turn of who opens an account', async () => ({
    last: Promise.resolve(),
  }));
  const before = line.last;
  const mine = judge.untimed(before).then(use);
  line.last = mine.catch(() => undefined);
  return await mine;
}
