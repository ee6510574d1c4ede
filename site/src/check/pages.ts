import type { Browser } from 'puppeteer-core';
import type { Site } from '../make-pages.ts';
import {
  browsers,
  type ColorScheme,
  isMissing,
  isWide,
  openPage,
  startBrowser,
  violations,
} from './browsers.ts';
import { drawByCommit, startHost } from './host.ts';
import { checkLive, judgedPages } from './live.ts';

/** The width of a window in CSS pixels, and its colours. */
interface View {
  readonly width: number;
  readonly scheme: ColorScheme;
}

/** How pages are looked at. The driver of Firefox cannot choose colours. */
export const views: Readonly<Record<'chrome' | 'firefox', readonly View[]>> = {
  chrome: [
    { width: 1280, scheme: 'light' },
    { width: 390, scheme: 'dark' },
  ],
  firefox: [{ width: 390, scheme: 'light' }],
};

/** One page of each kind. */
const kinds: readonly string[] = [
  '',
  'protocol/greeting',
  'journeys',
  'journeys/greeting',
  'commands/organization_bootstrap',
  'administration/organization_create',
  'certificates/user_certificate',
  'payloads/invite_user_data',
  'types/date-time',
  'docs/COVERAGE',
  'api',
  'api/reference-client/journeys',
  'r',
  'r/organization_bootstrap/token-works-once',
  'r/BOOT-09',
  'search',
  '404',
];

/** Pages of any kind that the commit draws, in Chromium. */
const DRAWN = 10;

/** The addresses of the pages that a browser opens. */
export function pagesFor(browser: keyof typeof views, { pages }: Site): readonly string[] {
  if (browser === 'firefox') return kinds;
  // A page that forwards is gone before anything can be found in it.
  const staying = pages.filter(({ forward }) => forward === undefined);
  return [
    ...kinds,
    ...drawByCommit(
      staying.map(({ address }) => address),
      DRAWN,
    ),
  ];
}

/**
 * Opens pages of a site and finds what axe finds, what they log, throw and ask other hosts for, and
 * which of them scroll sideways. Returns one line each.
 *
 * @param url - the address of the site
 */
export async function checkPages(
  browser: Browser,
  url: string,
  addresses: readonly string[],
  { width, scheme }: View,
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const address of addresses) {
    const { page, trouble } = await openPage(browser, `${url}${address === '' ? '' : `${address}/`}`, {
      width,
      scheme,
    });
    const pageProblems = [
      ...(await violations(page)),
      ...trouble,
      ...((await isWide(page)) ? ['it is wider'] : []),
    ];
    problems.push(...pageProblems.map((problem) => `/${address} at ${width} px, ${scheme}: ${problem}`));
    await page.close();
  }
  return problems;
}

/**
 * Checks the pages of a built site in each browser of this machine, and runs every check of every page
 * in Chromium.
 */
export async function checkInBrowsers(folder: string, site: Site): Promise<readonly string[]> {
  const host = await startHost(folder);
  const problems: string[] = [];
  try {
    for (const installed of browsers) {
      if (isMissing(installed)) continue;
      const browser = await startBrowser(installed);
      for (const view of views[installed.name])
        problems.push(...(await checkPages(browser, host.url, pagesFor(installed.name, site), view)));
      if (installed.name === 'chrome') problems.push(...(await runAllChecks(browser, host.url, site)));
      await browser.close();
    }
  } finally {
    host.close();
  }
  return problems;
}

async function runAllChecks(browser: Browser, url: string, site: Site): Promise<readonly string[]> {
  const started = performance.now();
  const { problems, pages, checks, red, green } = await checkLive(browser, url, judgedPages(site));
  const seconds = Math.round((performance.now() - started) / 1000);
  process.stdout.write(
    `${pages} pages ran ${checks} checks on the right server and ${red + green} pairs of check and broken server: ${red} red, ${green} green, ${seconds} s\n`,
  );
  return problems;
}
