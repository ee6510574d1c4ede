import type { Judge } from '../judge/index.ts';

/** Longest time until a service is back after what it stands on, in ms. */
export const longestReturn = 30_000;

/**
 * Calls in a row that must be served before a service counts as back: each of its connections may
 * still be a broken one.
 */
const enough = 10;

/**
 * For how long: one that will end, since it lost its database, serves on until it has noticed, in
 * ms.
 */
const settled = 500;

/** Time without a listener after which a server counts as ended, in ms. */
const surelyEnded = 1500;

/**
 * Waits until the server serves again: it looks for an organization in its database. One that has
 * ended is started again, as a supervisor does, where `restart` says how. Fails when all that takes
 * too long.
 */
export async function servedAgain(
  judge: Judge,
  organization: string,
  restart?: () => Promise<void>,
): Promise<void> {
  const started = performance.now();
  let heard = started;
  let inRow = 0;
  let since = started;
  while (inRow < enough || performance.now() - since < settled) {
    const answer = await judge.administration.get(organization, { label: 'is it back?' });
    inRow = answer.status === 200 || answer.status === 404 ? inRow + 1 : 0;
    if (inRow === 0) since = performance.now();
    if (answer.error !== 'ECONNREFUSED') heard = performance.now();
    if (restart !== undefined && performance.now() - heard > surelyEnded) {
      await restart();
      heard = performance.now();
    }
    if (performance.now() - started > longestReturn)
      judge.fail(
        'the service did not return',
        'service within 30 s',
        answer.error ?? `HTTP ${answer.status}`,
        answer,
      );
    if (inRow === 0 || inRow >= enough) await judge.sleep(50);
  }
}

/** Longest time until a request is refused that cannot be carried out, in ms. */
export const longestRefusal = 10_000;

/** What a call came to, or undefined when it took longer than a refusal may take. */
export const inTime = <T>(judge: Judge, call: Promise<T>): Promise<T | undefined> =>
  Promise.race([call, judge.sleep(longestRefusal).then(() => undefined)]);
