import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operate } from '@parsec-spec/reference-client/administration';
import { createOrganization } from '@parsec-spec/reference-client/journeys';
import { type StartOptions, startServer } from '@parsec-spec/reference-server/serve';
import type { ElementHandle, Page } from 'puppeteer-core';
import { expect } from 'vitest';
import { clientPolicy } from '../../src/main/client-pages.ts';
import { buildApp, type Replacement } from './app-pages.ts';
import type { InstalledBrowser } from './browsers.ts';

/** A server that offers the client in the browser. */
export interface ServedApp {
  /** The address of the pages. */
  readonly url: string;
  readonly folder: string;
  readonly server: string;
  /** Creates an organization. Returns its bootstrap link. */
  bootstrapLink(organization: string): Promise<string>;
  /** Gives an organization terms of service, by language. */
  setTerms(organization: string, links: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
}

/**
 * Builds the pages and starts a server that offers them.
 *
 * @param origins - other servers that the pages may call
 * @param replacements - changed texts of modules of the pages
 */
export async function serveApp(
  options: StartOptions = {},
  origins: readonly string[] = [],
  replacements: readonly Replacement[] = [],
): Promise<ServedApp> {
  const folder = await mkdtemp(join(tmpdir(), 'parsec-spec-app-'));
  await buildApp(folder, replacements);
  const started = await startServer({
    ...options,
    staticFiles: { path: '/client', folder, policy: clientPolicy(origins), redirection: 'webRedirect' },
  });
  const administration = { serverUrl: `${started.url}/`, token: started.administrationToken };
  return {
    url: `${started.url}/client/`,
    folder,
    server: started.url,
    bootstrapLink: async (organization) => {
      const created = await createOrganization(administration, organization);
      if (created.outcome !== 'done') throw new Error(created.outcome);
      return created.result.bootstrap_url;
    },
    setTerms: async (organization, tos) => {
      const ended = await operate(administration, 'organization_update', organization, { tos });
      if (ended.outcome !== 'done') throw new Error(ended.outcome);
    },
    close: async () => {
      await started.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Fails if a screen breaks a rule of axe, or scrolls sideways: at the width of a phone, and in Chromium
 * also at that of a desk, and in dark colours, for which the driver of Firefox cannot ask.
 */
export async function expectAccessible(page: Page, where: string, { name }: InstalledBrowser): Promise<void> {
  for (const width of name === 'chrome' ? [1280, 360] : [360]) {
    await page.setViewport({ width, height: 800 });
    await expectRules(page, `${where} ${name} ${width}`);
  }
  if (name === 'firefox') return;
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
  await expectRules(page, `${where} dark`);
  await page.emulateMediaFeatures([]);
}

async function expectRules(page: Page, where: string): Promise<void> {
  await page.evaluate(axe);
  const violations = await page.evaluate(
    `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].html))`,
  );
  expect(violations, where).toEqual([]);
  const isWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
  expect(await page.evaluate(isWide), `${where} scrolls sideways`).toBe(false);
  const folder = process.env.PARSEC_SPEC_SCREENSHOTS;
  if (folder !== undefined)
    await page.screenshot({ path: join(folder, `${where.replaceAll(/\W+/g, '-')}.png`), fullPage: true });
}

/** Replaces the texts of fields, by their id. */
export async function fill(page: Page, texts: Readonly<Record<string, string>>): Promise<void> {
  for (const [id, text] of Object.entries(texts)) {
    await there(page, `#${id}`);
    await page.$eval(`#${id}`, (input) => {
      (input as unknown as { value: string }).value = '';
    });
    await page.type(`#${id}`, text);
  }
}

/** The texts of elements, without line breaks. */
const textsOf = (page: Page, selector: string): Promise<readonly string[]> =>
  page.$$eval(selector, (all) =>
    all
      .map(({ textContent }) => String(textContent).replaceAll(/\s+/g, ' ').trim())
      .filter((text) => text !== ''),
  );

/** Waits until an element contains a text. A text query of puppeteer can miss a change of the page. */
export const shown = (page: Page, selector: string, text: string): Promise<void> =>
  expect.poll(async () => (await textsOf(page, selector)).join('\n')).toContain(text);

/** Waits until an element is there. */
export const there = (page: Page, selector: string): Promise<void> =>
  expect.poll(() => page.$(selector), { message: selector }).not.toBeNull();

/** Waits for a screen by its heading. */
export const screen = (page: Page, heading: string): Promise<void> =>
  expect.poll(() => textsOf(page, 'h1')).toEqual([heading]);

/** Presses the button or follows the link whose text begins with this one. */
export async function press(page: Page, text: string, selector = 'main :is(button, a)'): Promise<void> {
  // A page in the background finds no place to click at.
  await page.bringToFront();
  // The page may draw anew between the search and the click.
  const pressed = async (): Promise<boolean> => {
    try {
      const target = await targetOf(page, text, selector);
      await target?.click();
      return target !== undefined;
    } catch (error) {
      if (/detached/.test(String(error))) return false;
      throw error;
    }
  };
  await expect.poll(pressed, { message: text }).toBe(true);
}

async function targetOf(page: Page, text: string, selector: string): Promise<ElementHandle | undefined> {
  // The list of devices moves what stands below it.
  if ((await textsOf(page, '[role="status"]')).some((each) => each.startsWith('Looking for devices')))
    return undefined;
  for (const each of await page.$$(selector))
    if (await each.evaluate(({ textContent }, start) => String(textContent).trim().startsWith(start), text))
      return each;
  return undefined;
}

/** The texts of all problems that are shown. */
export const problems = (page: Page): Promise<readonly string[]> => textsOf(page, '.problem');

export const password = 'quartz ferry umbrella 7';

/** Becomes the first user of an organization, and logs in. */
export async function bootstrapByLink(page: Page, link: string, organization: string): Promise<void> {
  await press(page, 'Open a link');
  await fill(page, { link });
  await press(page, 'Continue');
  await screen(page, `Become the first user of ${organization}`);
  await sendForm(page, { name: 'Alice', email: 'alice@example.com', device: 'laptop' });
  await screen(page, 'The organization is created');
  await logIn(page, organization);
}

/**
 * Logs in on the screen for it, or with the only device of the browser. The offer of a second device
 * is put off.
 */
export async function logIn(page: Page, organization: string, typed = password): Promise<void> {
  if ((await page.$('#password')) === null) await press(page, 'Log in');
  await fill(page, { password: typed });
  await press(page, 'Log in');
  await enter(page, organization);
}

/** Waits for the organization after a log-in, and puts off the offer of a second device. */
export async function enter(page: Page, organization: string): Promise<void> {
  const heading = async () => (await textsOf(page, 'h1')).join();
  await expect.poll(heading).toMatch(new RegExp(`^(?:${organization}|Add a second device)$`));
  if ((await heading()) !== organization) await press(page, 'Later');
  await screen(page, organization);
}

/** Sends a form with a new password. */
export async function sendForm(page: Page, typed: Readonly<Record<string, string>>): Promise<void> {
  await fill(page, { ...typed, password, again: password });
  if (
    await page.$eval('input[name="understood"]', (box) => !(box as unknown as { checked: boolean }).checked)
  )
    await page.click('input[name="understood"]');
  await shown(page, '.note', 'Strong enough.');
  await page.click('button[type="submit"]');
}

/**
 * A person reads a code aloud, and the other one chooses it. With several greetings on a screen the
 * selectors name one of them.
 */
export async function chooseCode(
  speaker: Page,
  listener: Page,
  shownAt = 'output',
  choices?: string,
): Promise<string> {
  await speaker.bringToFront();
  await there(speaker, shownAt);
  const code = await speaker.$eval(shownAt, ({ textContent }) => String(textContent));
  await press(listener, code, choices);
  return code;
}

/** Opens the drawer of the protocol. */
export async function openDrawer(page: Page): Promise<void> {
  await there(page, 'aside summary');
  if ((await page.$('aside > details[open]')) === null) await press(page, 'Protocol', 'aside summary');
}

/** The requests in the drawer, newest first. */
export const callsOf = async (page: Page): Promise<readonly string[]> =>
  (await textsOf(page, '.calls summary')).map((text) => text.replace(/ \d.*/, ''));

/** The text of a field, by its id. */
export async function typedIn(page: Page, id: string): Promise<string> {
  await there(page, `#${id}`);
  return page.$eval(`#${id}`, (input) => (input as unknown as { value: string }).value);
}

/** The link of an invitation that was just made. */
export const openInvitation = (page: Page): Promise<string> =>
  page.$eval('#invitation', ({ textContent }) => String(textContent));
