import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import { gzipSync } from 'node:zlib';
import { SecretScan } from '@parsec-spec/conformance/judge';
import { clientCrypto } from '@parsec-spec/reference-client/crypto';
import { openDevice } from '@parsec-spec/reference-client/device-files';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browsers, isSkipped, openPage, startBrowser } from './support/browsers.ts';
import { hearDraws, leaks, plantKeys, recordRequests, toldDraws, tracesOf } from './support/canaries.ts';
import {
  callsOf,
  enter,
  expectAccessible,
  fill,
  logIn,
  openDrawer,
  password,
  press,
  problems,
  type ServedApp,
  screen,
  serveApp,
  shown,
  typedIn,
} from './support/client-app.ts';

let app: ServedApp;
const nextPassword = 'walnut breeze cathedral 4';
/** The organization of each browser. */
const organizations = { chrome: 'Copper', firefox: 'Ferrum' } as const;

let requests: ReturnType<typeof recordRequests>;

beforeAll(async () => {
  requests = recordRequests();
  app = await serveApp({ spontaneous: false }, [], [toldDraws]);
});
afterAll(async () => {
  requests.stop();
  await app?.close();
});

test('the pages have the policy of the client, and only hashed names are kept by browsers', async () => {
  const page = await fetch(app.url);
  expect(page.headers.get('content-security-policy')).toBe(
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; connect-src 'self'",
  );
  expect(page.headers.get('cache-control')).toBe('no-cache');
  const [asset] = /assets\/page-[\w-]+\.js/.exec(await page.text()) ?? [];
  const script = await fetch(new URL(String(asset), app.url));
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(script.headers.get('content-encoding')).toBe('gzip');
  expect((await fetch(app.url, { method: 'POST' })).status).toBe(405);
  expect((await fetch(new URL('../client/assets/no.js', app.url))).status).toBe(404);
  expect((await fetch(app.url.replace(/\/$/, ''))).url).toBe(app.url);
});

test('the pages have at most 250 kB compressed, name no other host, and need nothing of Node', async () => {
  let size = 0;
  for (const name of await readdir(joinPath(app.folder, 'assets'))) {
    const content = await readFile(joinPath(app.folder, 'assets', name));
    size += gzipSync(content, { level: 9 }).length;
    if (!name.endsWith('.js')) continue;
    const text = content.toString();
    expect(text.match(/["'`]node:[a-z/]+["'`]|\bBuffer\.from\b/g), name).toBeNull();
  }
  expect(size).toBeLessThan(250_000);
});

for (const installed of browsers) {
  describe.skipIf(isSkipped(installed, 'the client was'))(`the client in ${installed.name}`, () => {
    let browser: Browser;
    let context: BrowserContext;
    let page: Page;
    let trouble: readonly string[] = [];
    /** What the worker of the founder drew at random. */
    let draws: readonly Uint8Array[] = [];
    const organization = organizations[installed.name];

    beforeAll(async () => {
      browser = await startBrowser(installed);
      context = await browser.createBrowserContext();
      ({ page, trouble } = await openPage(context, app.url, 390));
    });
    afterAll(() => browser?.close());

    const accessible = (where: string): Promise<void> => expectAccessible(page, where, installed);

    test('without a device the first screen offers to create, and a server may require a link', async () => {
      await screen(page, 'Welcome');
      await shown(page, 'p', 'No device is stored');
      await accessible('welcome empty');
      await press(page, 'Create an organization');
      await screen(page, 'Create an organization');
      await fill(page, { server: 'nonsense', organization: 'two words' });
      await press(page, 'Create');
      await page.waitForSelector('#email-problem');
      expect(await problems(page)).toEqual([
        'Expected the address of a server, for example https://parsec.example.com.',
        'This is missing.',
        'Expected 1 to 32 bytes of letters, digits, _ and -.',
      ]);
      expect(await page.$eval(':focus', ({ id }) => id)).toBe('server');
      await accessible('create error');
      await fill(page, { server: 'https://elsewhere.example', email: 'alice@example.com', organization });
      expect(await problems(page)).toEqual([]);
      await press(page, 'Create');
      await shown(page, '#server-problem', 'elsewhere');
      expect(await problems(page)).toEqual([
        expect.stringMatching(
          /^This page may not call https:\/\/elsewhere\.example\. .*ask the person who runs .* to let its page call/,
        ),
      ]);
      await fill(page, { server: app.server });
      await press(page, 'Create');
      await page.waitForSelector('blockquote');
      expect(await page.$eval('blockquote', ({ textContent }) => textContent)).toContain(organization);
      await accessible('create filled');
      await press(page, 'open it here');
    });

    test('a link becomes an organization, whose device is logged in after everything was closed', async () => {
      await screen(page, 'Open a link');
      await fill(page, { link: 'parsec3://parsec.example.com/Acme?a=bootstrap_organization&p=x' });
      await press(page, 'Continue');
      await page.waitForSelector('#link-problem');
      expect(await problems(page)).toEqual([expect.stringMatching(/^This link is incomplete or changed\./)]);
      await accessible('link error');
      await fill(page, { link: await app.bootstrapLink(organization) });
      await accessible('link filled');
      await press(page, 'Continue');
      await screen(page, `Become the first user of ${organization}`);
      await press(page, 'Create the organization');
      await page.waitForSelector('#name-problem');
      expect(await problems(page)).toEqual([
        'This is missing.',
        'This is missing.',
        'A password is missing.',
        'Tick this box if you have understood.',
      ]);
      await accessible('bootstrap error');
      expect(await typedIn(page, 'device')).toBe(
        `${installed.name === 'chrome' ? 'Chrome' : 'Firefox'} on Linux`,
      );
      await shown(page, '#email-help', 'it is used to contact you later');
      await shown(page, '#device-help', 'other members see it');
      await shown(page, '#password-help', 'It encrypts your keys');
      await fill(page, {
        name: 'Alice@home',
        email: 'alice@example.com',
        device: 'laptop',
        password: 'password1',
        again: password,
      });
      await shown(page, 'p', 'Weak:');
      await fill(page, { password });
      await shown(page, 'p', 'Strong enough.');
      await page.click('input[name="understood"]');
      await accessible('bootstrap filled');
      await press(page, 'Create the organization');
      await page.waitForSelector('#name-problem');
      expect(await problems(page)).toEqual([expect.stringMatching(/^Expected 1 to 254 bytes/)]);
      await fill(page, { name: 'Alice' });
      const drawn = await hearDraws(page);
      await press(page, 'Create the organization');
      await screen(page, 'The organization is created');
      await accessible('saved');
      await openDrawer(page);
      expect(await callsOf(page)).toEqual(['organization_bootstrap → ok', 'server_config → ok']);
      await press(page, 'organization_bootstrap', 'aside summary');
      await shown(
        page,
        'aside pre',
        '"user_certificate": { "(signed)": { "type": "user_certificate", "author": null',
      );
      await shown(page, 'aside pre', '"bootstrap_token": "(16 bytes)"');
      await shown(
        page,
        'aside li',
        'A new root key signed each certificate. organization_bootstrap/client-fresh-root-key',
      );
      const requirement = await page.$eval('aside li li:nth-child(2) a', (anchor) =>
        String(anchor.getAttribute('href')),
      );
      expect(requirement).toMatch(/^https:\/\/.*\/r\/organization_bootstrap\/client-fresh-root-key\/$/);
      await accessible('drawer');
      expect(trouble).toEqual([]);
      draws = await drawn();
      await page.close();

      ({ page, trouble } = await openPage(context, app.url, 390));
      await page.waitForSelector('h3');
      await accessible('welcome filled');
      await press(page, 'Log in');
      await screen(page, `Log in to ${organization}`);
      await fill(page, { password: 'not this one' });
      await press(page, 'Log in');
      await page.waitForSelector('#password-problem');
      expect(await problems(page)).toEqual([
        expect.stringMatching(/^Wrong password, or the file is damaged\./),
      ]);
      expect(await typedIn(page, 'password')).toBe('');
      await accessible('log-in error');
      await fill(page, { password });
      await accessible('log-in filled');
      await press(page, 'Log in');
      await screen(page, 'Add a second device');
      await accessible('second device');
      await press(page, 'Later');
      await screen(page, organization);
      await accessible('organization');
      const text = await page.$eval('main', ({ textContent }) => String(textContent).replaceAll(/\s+/g, ' '));
      expect(text).toContain('You are Alice <alice@example.com>, ADMIN.');
      expect(text).toContain('You are the only ADMIN.');
      expect(text).toContain('laptop (this one)');
      expect(trouble).toEqual([]);
    });

    test('the drawer shows the latest requests, and none after a reload', async () => {
      await openDrawer(page);
      await expect.poll(() => callsOf(page)).toContain('events_listen → open');
      const calls = await callsOf(page);
      expect(calls).toEqual(
        expect.arrayContaining(['certificate_get → ok', 'invite_list → ok', 'list_frozen_users → ok']),
      );
      await press(page, 'certificate_get', 'aside summary');
      await shown(page, 'aside li', 'The header is signed by the signing key of this device');
      await page.reload();
      await openDrawer(page);
      await shown(page, 'aside p', 'None yet.');
    });

    test('after a reload the keys are gone, and a second tab waits for the first', async () => {
      await page.reload();
      await screen(page, 'Welcome');
      await press(page, 'Log in');
      await fill(page, { password });
      await press(page, 'Log in');
      // Offered again until there is one.
      await screen(page, 'Add a second device');
      await press(page, 'Later');
      await screen(page, organization);
      const second = await openPage(context, app.url, 390);
      await press(second.page, 'Log in');
      await fill(second.page, { password });
      await press(second.page, 'Log in');
      await shown(second.page, 'span', 'open in another tab');
      await press(page, 'Log out');
      await enter(second.page, organization);
      expect(second.trouble).toEqual([]);
      await second.page.close();
    });

    test('terms of service come up at once, and the organization again after they are accepted', async () => {
      await logIn(page, organization);
      await app.setTerms(organization, { en: 'https://terms.example/en' });
      await screen(page, 'Terms of service');
      await shown(page, 'li', 'https://terms.example/en (en)');
      await accessible('terms');
      await press(page, 'Accept');
      await shown(page, '.problem', 'Tick the box');
      await accessible('terms error');
      await page.click('input[name="read"]');
      expect(await problems(page)).toEqual([]);
      await press(page, 'Accept');
      await enter(page, organization);
    });

    test('the password is changed, and the saved file opens in another browser with the new one', async () => {
      await press(page, 'Password and device file');
      await fill(page, { current: 'not this one', password: nextPassword, again: nextPassword });
      await page.click('input[name="understood"]');
      await press(page, 'Change the password');
      await shown(page, '#current-problem', 'Wrong password');
      await accessible('device error');
      await fill(page, { current: password, password: nextPassword, again: nextPassword });
      await accessible('device filled');
      await press(page, 'Change the password');
      await shown(page, '.done', 'The password is changed.');
      for (const id of ['current', 'password', 'again']) expect(await typedIn(page, id)).toBe('');
      expect(await page.$('input[name="understood"]:checked')).toBeNull();
      // What the page lets the browser save.
      await page.evaluate(`URL.createObjectURL = (blob) => {
        blob.arrayBuffer().then((bytes) => { globalThis.saved = [...new Uint8Array(bytes)]; });
        return 'blob:none';
      }; HTMLAnchorElement.prototype.click = () => {}`);
      await press(page, 'Save the device file');
      await shown(page, '[role="status"]', 'The browser saves the file.');
      const file = joinPath(app.folder, `${organization}.keys`);
      await writeFile(file, Uint8Array.from((await page.evaluate('globalThis.saved')) as number[]));
      const secret = { kind: 'password', password: nextPassword } as const;
      expect(await openDevice(clientCrypto, file, secret)).toMatchObject({ ok: true });

      const other = await openPage(await browser.createBrowserContext(), app.url, 390);
      const choose = async (path: string): Promise<void> => {
        const input = await other.page.waitForSelector('#file');
        await (input as unknown as { uploadFile: (path: string) => Promise<void> }).uploadFile(path);
      };
      await choose(joinPath(app.folder, 'index.html'));
      await shown(other.page, '#file-problem', 'This is not a device file.');
      await expectAccessible(other.page, 'welcome error', installed);
      await choose(file);
      await screen(other.page, `Log in to ${organization}`);
      await logIn(other.page, organization, nextPassword);
      await other.page.close();
    });

    test('no password, key or token is stored, logged, shown among the requests or in an address', async () => {
      await openDrawer(page);
      const scan = new SecretScan();
      for (const text of [password, nextPassword, 'password1', 'not this one']) scan.plant(text, text);
      const traces = await tracesOf(page);
      await plantKeys(traces, nextPassword, scan, draws);
      expect(scan.names).toHaveLength(9);
      expect(scan.names).toContain('root key');
      const logged = Buffer.from(trouble.join('\n'));
      expect(leaks(scan, traces, { console: logged, requests: requests.seen() })).toEqual([]);
      // The search sees each place.
      scan.plant('address', 'alice@example.com');
      const seen = leaks(scan, traces, { requests: requests.seen() });
      expect(seen.map((leak) => leak.replace(/\w*\.(?:keys|json)$/, ''))).toEqual(
        expect.arrayContaining(['address (raw) in devices/', 'address (raw) in requests']),
      );
      await page.evaluate(`{
        localStorage.setItem('x', '${password}');
        history.replaceState(null, '', location.pathname + '?${encodeURIComponent(password)}' + location.hash);
        fetch('?${encodeURIComponent(password)}').catch(() => undefined);
      }`);
      const planted = leaks(scan, await tracesOf(page), {}).filter((leak) => leak.startsWith(password));
      expect(planted.map((leak) => leak.replace(/.* in /, ''))).toEqual(['address', 'storage']);
      await expect.poll(() => scan.findIn(requests.seen()).join()).toContain(password);
      await page.evaluate('localStorage.clear()');
      requests.clear();
    });

    test('a link of a redirection leaves the address, and opens here or in the installed client', async () => {
      const link = await app.bootstrapLink(`${organization}-2`);
      const sent = link.replace(/^parsec3:\/\/[^/]+/, `${app.server}/redirect`);
      const opened = await openPage(await browser.createBrowserContext(), sent, 390);
      await screen(opened.page, 'Open a link');
      expect(opened.page.url()).toBe(`${app.url}#/link`);
      // The address under which the browser keeps the page in the history of all that was opened.
      const address = await opened.page.evaluate("performance.getEntriesByType('navigation')[0].name");
      expect(address).toBe(app.url);
      expect(await opened.page.evaluate('document.cookie')).toBe('');
      const inside = await typedIn(opened.page, 'link');
      expect(inside).toMatch(new RegExp(`^parsec3://.*/${organization}-2\\?.*a=bootstrap_organization`));
      expect(await opened.page.$eval('main p a', (anchor) => String(anchor.getAttribute('href')))).toBe(
        inside,
      );
      await press(opened.page, 'Continue here');
      await screen(opened.page, `Become the first user of ${organization}-2`);
      expect(opened.trouble).toEqual([]);
      await opened.page.close();
    });

    test('a device is locked after a quarter of an hour without use, also after a sleep', async () => {
      await page.evaluate('{ const now = Date.now; Date.now = () => now() + 16 * 60_000; }');
      await screen(page, `Log in to ${organization}`);
      await shown(page, '.warning', 'Locked, because nobody used this page for 15 minutes.');
      expect(trouble).toEqual([]);
    });
  });
}
