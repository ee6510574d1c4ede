import type { Judge } from '../case/judge.ts';

/** Longest time until a service recovers after its dependency, in ms. */
export const RECOVERY_TIMEOUT_MS = 30_000;

/**
 * Consecutive calls that must be served before a service counts as recovered, because each of its
 * connections may still be broken.
 */
const MIN_SERVED_CALLS = 10;

/**
 * Duration of those calls, in ms. A server that will end because it lost its database still serves
 * until it notices.
 */
const MIN_SERVED_MS = 500;

/** Time without a listener after which a server counts as ended, in ms. */
const EXIT_TIMEOUT_MS = 1500;

/**
 * Waits until the server serves again: it looks up an organization in its database. A server that
 * has ended is restarted with `restart`, as a supervisor does. Fails if that takes too long.
 */
export async function waitForRecovery(
  judge: Judge,
  organization: string,
  restart?: () => Promise<void>,
): Promise<void> {
  const started = performance.now();
  let heard = started;
  let inRow = 0;
  let since = started;
  while (inRow < MIN_SERVED_CALLS || performance.now() - since < MIN_SERVED_MS) {
    const answer = await judge.administration.get(organization, { label: 'is it back?' });
    inRow = answer.status === 200 || answer.status === 404 ? inRow + 1 : 0;
    if (inRow === 0) since = performance.now();
    if (answer.error !== 'ECONNREFUSED') heard = performance.now();
    if (restart !== undefined && performance.now() - heard > EXIT_TIMEOUT_MS) {
      await restart();
      heard = performance.now();
    }
    if (performance.now() - started > RECOVERY_TIMEOUT_MS)
      judge.fail(
        'the service did not return',
        'service within 30 s',
        answer.error ?? `HTTP ${answer.status}`,
        answer,
      );
    if (inRow === 0 || inRow >= MIN_SERVED_CALLS) await judge.sleep(50);
  }
}

/** Longest time until a request that cannot be carried out is refused, in ms. */
export const REFUSAL_TIMEOUT_MS = 10_000;

/** The result of a call, or undefined if it took longer than a refusal may take. */
export const withinRefusalTimeout = <T>(judge: Judge, call: Promise<T>): Promise<T | undefined> =>
  Promise.race([call, judge.sleep(REFUSAL_TIMEOUT_MS).then(() => undefined)]);
