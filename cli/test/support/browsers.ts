import { existsSync } from 'node:fs';
import { type Browser, type LaunchOptions, launch, type Page } from 'puppeteer-core';

const firstOf = (paths: readonly (string | undefined)[]): string | undefined =>
  paths.find((path) => path !== undefined && existsSync(path));

/** A browser, if it is installed. In CI each one is required. */
export interface InstalledBrowser {
  readonly name: 'chrome' | 'firefox';
  readonly path: string | undefined;
  /** The Debian package. */
  readonly apt: string;
}

export const browsers: readonly InstalledBrowser[] = [
  {
    name: 'chrome',
    apt: 'chromium',
    path: firstOf([
      process.env.CHROMIUM_PATH,
      '/usr/bin/chromium',
      '/usr/bin/chromium-browser',
      '/usr/bin/google-chrome',
    ]),
  },
  { name: 'firefox', apt: 'firefox-esr', path: firstOf([process.env.FIREFOX_PATH, '/usr/bin/firefox-esr']) },
];

const quietChromium = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a browser that makes no requests of its own. */
export const startBrowser = (
  { name, path }: InstalledBrowser,
  options: LaunchOptions = {},
): Promise<Browser> =>
  launch({
    ...options,
    browser: name,
    executablePath: path ?? '',
    args: name === 'chrome' ? quietChromium : [],
    // A busy machine starts Firefox slowly.
    timeout: 120_000,
    protocolTimeout: 280_000,
  });

/** Whether a browser is not tested here. In CI each one is required. */
export function isSkipped({ name, path, apt }: InstalledBrowser, what: string): boolean {
  const skipped = path === undefined && process.env.CI !== 'true';
  if (skipped) console.warn(`${what} not tested in ${name}: apt-get install ${apt}`);
  return skipped;
}

/** Opens a page, and collects what it logs and throws. */
export async function openPage(
  browser: Pick<Browser, 'newPage'>,
  url: string,
  width = 1280,
): Promise<{ readonly page: Page; readonly trouble: string[] }> {
  const page = await browser.newPage();
  // A busy machine loads pages slowly.
  page.setDefaultTimeout(120_000);
  await page.setViewport({ width, height: 800 });
  const trouble: string[] = [];
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('console', (message) => trouble.push(message.text()));
  await page.goto(url);
  return { page, trouble };
}
