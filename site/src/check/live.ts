import { availableParallelism } from 'node:os';
import type { Browser } from 'puppeteer-core';
import type { Site } from '../make-pages.ts';
import { openPage } from './browsers.ts';

/** The part of a page in which its checks run. */
const PART = 'details.live[data-module="judge.js"]';

/** Addresses of the pages whose checks run in them. */
export const judgedPages = ({ pages }: Site): readonly string[] =>
  pages.filter(({ body }) => body.includes('data-module="judge.js"')).map(({ address }) => address);

/** A server in a page, and what each check found: `held`, `broken` or why it does not judge. */
interface JudgedServer {
  readonly name: string;
  readonly results: readonly { readonly state: string; readonly text: string }[];
}

/** What the pages found: one line for each problem, and the pairs of check and broken server. */
export interface LiveResults {
  readonly problems: string[];
  pages: number;
  /** Checks on the right server. */
  checks: number;
  red: number;
  green: number;
}

/** Runs the checks of a page in it, on every server that it offers; on a broken one until one notices it. */
export async function runChecks(page: Awaited<ReturnType<typeof openPage>>['page']) {
  // A tab in the background draws no frames, for which a click of the driver and its usual polling wait.
  await page.evaluate(`document.querySelector('${PART} > summary').click()`);
  // The note of the part is gone when all checks have run, or says why they cannot.
  const note = `document.querySelector('${PART} > p:not([role])')`;
  await page.waitForFunction(`/^$|http|browser/.test(${note}?.textContent ?? '')`, { polling: 100 });
  return (await page.evaluate(`[...document.querySelectorAll('${PART} .servers > div')].map((server) => ({
    name: server.querySelector('dt').textContent,
    results: [...server.querySelectorAll('li')].map((item) => ({ state: item.dataset.state, text: item.textContent })),
  }))`)) as readonly JudgedServer[];
}

/**
 * Runs all checks of pages: a check must not accuse the right server, each broken server must be
 * accused by one of the checks, and a page must not log anything.
 */
export async function checkLive(
  browser: Browser,
  url: string,
  addresses: readonly string[],
): Promise<LiveResults> {
  const found: LiveResults = { problems: [], pages: 0, checks: 0, red: 0, green: 0 };
  const left = [...addresses];
  const workers = Array.from({ length: availableParallelism() }, async () => {
    for (let address = left.pop(); address !== undefined; address = left.pop()) {
      const { page, trouble } = await openPage(browser, `${url}${address}/`);
      const [right, ...broken] = await runChecks(page);
      const accusations = right?.results.filter(({ state }) => state === 'broken' || state === 'error');
      const inert = broken.filter(({ results }) => results.every(({ state }) => state !== 'broken'));
      const problems = [
        ...trouble,
        ...(right === undefined ? ['no check ran'] : []),
        ...(accusations ?? []).map(({ text }) => `on the right server: ${text}`),
        ...inert.map(({ name }) => `no check notices the server ${name}`),
      ];
      found.problems.push(...problems.map((problem) => `/${address}: ${problem}`));
      found.pages += 1;
      found.checks += right?.results.length ?? 0;
      const pairs = broken.flatMap(({ results }) => results);
      const red = pairs.filter(({ state }) => state === 'broken').length;
      found.red += red;
      found.green += pairs.length - red;
      await page.close();
    }
  });
  await Promise.all(workers);
  return found;
}
