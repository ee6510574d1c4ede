import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, launch, type Page } from 'puppeteer-core';

/** Browsers of this machine. In CI each is required. */
export const browsers = [
  { name: 'chrome', apt: 'chromium', path: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium' },
  { name: 'firefox', apt: 'firefox-esr', path: process.env.FIREFOX_PATH ?? '/usr/bin/firefox-esr' },
] as const;

/** Whether a browser is not tested here. */
export function isMissing({ path, apt, name }: (typeof browsers)[number]): boolean {
  const missing = !existsSync(path) && process.env.CI !== 'true';
  if (missing) console.warn(`the pages were not opened in ${name}: apt-get install ${apt}`);
  return missing;
}

const quietChromium = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];

export const startBrowser = ({ name, path }: (typeof browsers)[number]): Promise<Browser> =>
  launch({
    browser: name,
    executablePath: path,
    args: name === 'chrome' ? quietChromium : [],
    timeout: 120_000,
    protocolTimeout: 280_000,
  });

export type ColorScheme = 'light' | 'dark';

/** Opens a page of this width, and collects what it throws, logs, and asks other hosts for. */
export async function openPage(
  browser: Browser,
  url: string,
  { width = 1280, scheme = 'light' }: { readonly width?: number; readonly scheme?: ColorScheme } = {},
): Promise<{ readonly page: Page; readonly trouble: string[] }> {
  const page = await browser.newPage();
  page.setDefaultTimeout(240_000);
  await page.setViewport({ width, height: 800 });
  if (scheme === 'dark') await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  const trouble: string[] = [];
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('console', (message) => trouble.push(message.text()));
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL('/', url).href) && !request.url().startsWith('data:'))
      trouble.push(request.url());
  });
  await page.goto(url);
  return { page, trouble };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds in a page: the rule, and the element. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  return (await page.evaluate(
    `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].html))`,
  )) as string[];
}

/** Whether a page scrolls sideways. */
export const isWide = (page: Page): Promise<unknown> =>
  page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
