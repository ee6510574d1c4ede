import type { Judge } from '../judge/judge.ts';
import { answerOf } from '../judge/observation.ts';
import type { ServerNode } from '../targets/deployment/deployment.ts';
import type { Exchange } from '../wire/exchange.ts';

/** Maximum time until a service recovers after its dependency, in ms. */
export const RECOVERY_TIMEOUT_MS = 30_000;

/**
 * Number of consecutive served calls after which a service counts as recovered. Each of its
 * database connections may be broken.
 */
const MIN_SERVED_CALLS = 10;

/**
 * Minimum duration of these calls, in ms. A server that exits when it notices the loss of its
 * database serves until then.
 */
const MIN_SERVED_MS = 500;

/** Time of refused connections after which a server counts as exited, in ms. */
const EXIT_TIMEOUT_MS = 1500;

/**
 * Waits until a server serves again. Each call looks up an organization in its database.
 *
 * @param restart - restarts the server if it has exited, as a supervisor does
 * @throws Failure if that takes longer than `RECOVERY_TIMEOUT_MS`
 */
export function waitForRecovery(
  judge: Judge,
  organization: string,
  restart?: () => Promise<void>,
): Promise<void> {
  return judge.within(RECOVERY_TIMEOUT_MS, () => untilServed(judge, organization, restart));
}

async function untilServed(
  judge: Judge,
  organization: string,
  restart: (() => Promise<void>) | undefined,
): Promise<void> {
  const started = performance.now();
  let lastReachable = started;
  let servedInRow = 0;
  let since = started;
  while (servedInRow < MIN_SERVED_CALLS || performance.now() - since < MIN_SERVED_MS) {
    const answer = await judge.administration.get(organization, { label: 'is it back?' });
    servedInRow = answer.status === 200 || answer.status === 404 ? servedInRow + 1 : 0;
    if (servedInRow === 0) since = performance.now();
    if (answer.error !== 'ECONNREFUSED') lastReachable = performance.now();
    if (restart !== undefined && performance.now() - lastReachable > EXIT_TIMEOUT_MS) {
      await restart();
      lastReachable = performance.now();
    }
    if (performance.now() - started > RECOVERY_TIMEOUT_MS)
      judge.fail('the service did not recover', 'service within 30 s', answerOf(answer), answer);
    if (servedInRow === 0 || servedInRow >= MIN_SERVED_CALLS) await judge.sleep(50);
  }
}

/** Makes a function that kills a node with SIGKILL, if it still runs, and starts it again. */
export const killAndRestart = (node: ServerNode | undefined) => async (): Promise<void> => {
  await node?.kill();
  await node?.start();
};

/** Maximum time until a request that cannot be served is refused, in ms. */
export const REFUSAL_TIMEOUT_MS = 10_000;

/** Makes expectations of the answer to a call, which is undefined after `REFUSAL_TIMEOUT_MS`. */
export const withinRefusalTimeout = (
  judge: Judge,
  call: Promise<Exchange>,
  expectAnswer: (answer: Exchange | undefined) => void = () => undefined,
): Promise<Exchange | undefined> =>
  judge.within(REFUSAL_TIMEOUT_MS, async () => {
    const answer = await Promise.race([call, judge.sleep(REFUSAL_TIMEOUT_MS).then(() => undefined)]);
    expectAnswer(answer);
    return answer;
  });
