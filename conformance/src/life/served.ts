import type { Judge } from '../judge/index.ts';

/** Longest time until a service is back after what it stands on, in ms. */
export const longestReturn = 30_000;

/** Calls in a row that must be served before a service counts as back: each of its connections may still be a broken one. */
const enough = 10;

/** Waits until the server serves again by itself: it looks for an organization in its database. Fails when that takes too long. */
export async function servedAgain(judge: Judge, organization: string): Promise<void> {
  const started = performance.now();
  let inRow = 0;
  let last = 'nothing';
  while (inRow < enough) {
    const answer = await judge.administration.get(organization, { label: 'is it back?' });
    inRow = answer.status === 200 || answer.status === 404 ? inRow + 1 : 0;
    last = answer.error ?? `HTTP ${answer.status}`;
    if (performance.now() - started > longestReturn)
      judge.fail('the service did not return by itself', 'service within 30 s', last, answer);
    if (inRow === 0) await judge.sleep(50);
  }
}

/** Longest time until a request is refused that cannot be carried out, in ms. */
export const longestRefusal = 10_000;

/** What a call came to, or undefined when it took longer than a refusal may take. */
export const inTime = <T>(judge: Judge, call: Promise<T>): Promise<T | undefined> =>
  Promise.race([call, judge.sleep(longestRefusal).then(() => undefined)]);
