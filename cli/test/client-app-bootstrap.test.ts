import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '@parsec-spec/reference-server/serve';
import { simpleParser } from 'mailparser';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cheapPasswords } from './support/app-pages.ts';
import { browsers, isSkipped, openPage, startBrowser } from './support/browsers.ts';
import {
  bootstrapByLink,
  expectAccessible,
  fill,
  logIn,
  openInvitation,
  password,
  press,
  problems,
  type ServedApp,
  screen,
  sendForm,
  serveApp,
  shown,
  there,
  typedIn,
} from './support/client-app.ts';
import { keeper } from './support/scene.ts';

let app: ServedApp;
let mails = '';
let elsewhere: Awaited<ReturnType<typeof startServer>>;
let refusing: Awaited<ReturnType<typeof startServer>>;
let hiding: Server;
let hidingUrl = '';
let noParsec: Server;
let noParsecUrl = '';

beforeAll(async () => {
  mails = await mkdtemp(join(tmpdir(), 'parsec-spec-mails-'));
  elsewhere = await startServer({ spontaneous: true, corsAllowOrigins: ['*'] });
  refusing = await startServer({ spontaneous: true });
  hiding = hidingVersions(elsewhere.port);
  hidingUrl = await listening(hiding);
  // A web server that lets every page call it.
  noParsec = createServer((_, answer) => {
    const allowed = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
    answer.writeHead(200, { 'content-type': 'text/html', ...allowed }).end('<h1>It works!</h1>');
  });
  noParsecUrl = await listening(noParsec);
  // Both browsers ask from one address, at once after another.
  const validationEmails = { cooldown: 0, mostPerHour: 0 };
  const origins = [hidingUrl, noParsecUrl, refusing.url];
  const options = { spontaneous: true, mailer: keeper(mails), validationEmails };
  app = await serveApp(options, origins, [cheapPasswords]);
});
afterAll(async () => {
  await app?.close();
  for (const server of [hiding, noParsec]) {
    server?.closeAllConnections();
    server?.close();
  }
  await refusing?.close();
  await elsewhere?.close();
  await rm(mails, { recursive: true, force: true });
});

/** Starts a server. Returns its URL. */
async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Forwards to a server, as parsec-cloud answers: without the header that shows versions to pages. */
const hidingVersions = (port: number): Server =>
  createServer((incoming, answer) => {
    const { method, url, headers } = incoming;
    const forwarded = request({ port, host: '127.0.0.1', method, path: url, headers }, (reply) => {
      const { 'access-control-expose-headers': _hidden, ...shownHeaders } = reply.headers;
      answer.writeHead(reply.statusCode ?? 500, shownHeaders);
      reply.pipe(answer);
    });
    forwarded.on('error', () => answer.destroy());
    answer.on('close', () => forwarded.destroy());
    incoming.pipe(forwarded);
  });

/** The code and the link in the only mail. */
async function mailed(): Promise<{ code: string; link: string }> {
  await expect.poll(() => readdir(mails)).toHaveLength(1);
  const [name = ''] = await readdir(mails);
  const { text = '' } = await simpleParser(await readFile(join(mails, name)));
  await rm(join(mails, name));
  const [code = ''] = /^[A-HJ-NP-Z2-9]{6}$/m.exec(text) ?? [];
  const [link = ''] = /https?:\/\/\S+/.exec(text) ?? [];
  return { code, link };
}

for (const installed of browsers) {
  describe.skipIf(isSkipped(installed, 'the bootstrap was'))(`a founder in ${installed.name}`, () => {
    let browser: Browser;
    const suffix = installed.name;

    beforeAll(async () => {
      browser = await startBrowser(installed);
    });
    afterAll(() => browser?.close());

    const newPage = async (url = app.url) => openPage(await browser.createBrowserContext(), url, 390);

    test('lets the server mail the link of an invitation', async () => {
      const { page, trouble } = await newPage();
      await bootstrapByLink(page, await app.bootstrapLink(`Mail-${suffix}`), `Mail-${suffix}`);
      await press(page, 'Invite a person');
      await fill(page, { email: 'bob@example.com' });
      await page.click('input[name="mail"]');
      await press(page, 'Invite');
      await shown(page, '.done', 'The server has sent the link by mail.');
      expect((await mailed()).link).toBe(await openInvitation(page));
      expect(trouble).toEqual([]);
      await page.close();
    });

    test('reads that a server is none, or refuses this page, and keeps what was typed', async () => {
      const { page } = await newPage();
      await press(page, 'Create an organization');
      await fill(page, { email: 'alice@example.com', organization: `No-${suffix}` });
      for (const [server, text] of [
        [noParsecUrl, 'Is this a Parsec server?'],
        [refusing.url, `its server does not let pages of ${app.server} call it: ask the person who runs it`],
      ]) {
        await fill(page, { server: String(server) });
        await press(page, 'Create');
        await shown(page, '#server-problem', String(text));
        expect(await typedIn(page, 'organization')).toBe(`No-${suffix}`);
      }
      await page.close();
    });

    test('reads why a used link, one of another organization or a name is refused, and leaves nothing', async () => {
      const { page } = await newPage();
      const link = await app.bootstrapLink(`Used-${suffix}`);
      await bootstrapByLink(page, link, `Used-${suffix}`);
      await press(page, 'Log out');
      const typed = { name: 'Bob', email: 'bob@example.com', device: 'desktop' };
      for (const [other, organization, text] of [
        [link, `Used-${suffix}`, 'Another device has already bootstrapped the organization.'],
        [
          link.replace('/Used-', '/Nowhere-'),
          `Nowhere-${suffix}`,
          'The server refused the token of this link.',
        ],
      ] as const) {
        await press(page, 'Open a link');
        await fill(page, { link: other });
        await press(page, 'Continue');
        await screen(page, `Become the first user of ${organization}`);
        await sendForm(page, typed);
        await shown(page, '.problem', text);
        expect(await typedIn(page, 'name')).toBe('Bob');
        await press(page, 'Parsec', '.home');
        await shown(page, 'h3', `Used-${suffix}`);
        expect(await page.$$('.card')).toHaveLength(1);
      }
      await page.goBack();
      await screen(page, `Become the first user of Nowhere-${suffix}`);
      await page.$eval('#name', (input) => {
        (input as unknown as { value: string }).value = 'Bo\u200bb';
      });
      await sendForm(page, { device: 'desktop' });
      await shown(page, '#name-problem', 'This contains characters that cannot be seen.');
      await page.close();
    });

    test('confirms the address by the code of a mail at a hosted service', async () => {
      const { page, trouble } = await newPage();
      const email = `zoe-${suffix}@example.com`;
      await press(page, 'Create an organization');
      await fill(page, { email, organization: `Hosted-${suffix}` });
      await page.click('input[name="hosted"]');
      await press(page, 'Create');
      await screen(page, 'Confirm your address');
      await mailed();
      await page.reload();
      await shown(page, '.warning', 'begin again to create the organization');
      // The typed texts and ticks are still there.
      await press(page, 'Create an organization');
      await press(page, 'Create');
      await screen(page, 'Confirm your address');
      const { code, link } = await mailed();
      await fill(page, { code: code === 'AAAAAA' ? 'BBBBBB' : 'AAAAAA' });
      await press(page, 'Continue');
      await shown(page, '#code-problem', 'The code is not the one of the newest mail.');
      await expectAccessible(page, 'confirm error', installed);
      await fill(page, { code });
      await expectAccessible(page, 'confirm filled', installed);
      await press(page, 'Continue');
      await screen(page, `Become the first user of Hosted-${suffix}`);
      // The link of the mail leads there, too.
      await press(page, 'Parsec', '.home');
      await press(page, 'Open a link');
      await fill(page, { link });
      await press(page, 'Continue');
      await screen(page, 'Create an organization');
      expect(await typedIn(page, 'email')).toBe(email);
      expect(await typedIn(page, 'organization')).toBe(`Hosted-${suffix}`);
      await press(page, 'Create');
      await screen(page, `Become the first user of Hosted-${suffix}`);
      await shown(page, 'p', `Your e-mail address is ${email}.`);
      // Another client takes the name. The account is created nevertheless, and the code is used up.
      await app.bootstrapLink(`Hosted-${suffix}`);
      await sendForm(page, { name: 'Zoe' });
      await screen(page, 'Create an organization');
      await shown(page, 'aside', 'account_create_proceed');
      expect(await page.$eval('aside', ({ textContent }) => textContent)).not.toContain(code);
      await fill(page, { organization: `Hosted-${suffix}-2` });
      await press(page, 'Create');
      await screen(page, `Become the first user of Hosted-${suffix}-2`);
      await sendForm(page, {});
      await screen(page, 'The organization is created');
      await logIn(page, `Hosted-${suffix}-2`);
      expect(await readdir(mails)).toEqual([]);
      expect(trouble).toEqual([]);
      await page.close();
    });

    test('reads that a name is taken before a password is asked for, and types nothing twice', async () => {
      const { page, trouble } = await newPage();
      const typed = { email: 'alice@example.com', organization: `Taken-${suffix}` };
      await app.bootstrapLink(typed.organization);
      await press(page, 'Create an organization');
      await fill(page, typed);
      await press(page, 'Create');
      await shown(page, '#organization-problem', 'The name is taken');
      await expectAccessible(page, 'create taken', installed);
      typed.organization = `Free-${suffix}`;
      await fill(page, typed);
      await press(page, 'Create');
      await screen(page, `Become the first user of Free-${suffix}`);
      await shown(page, 'p', 'Your e-mail address is alice@example.com.');
      expect(await page.$('#email')).toBeNull();
      await fill(page, { name: 'Alice', device: 'laptop' });
      await page.goBack();
      await screen(page, 'Create an organization');
      for (const [id, text] of Object.entries(typed)) expect(await typedIn(page, id)).toBe(text);
      await page.goForward();
      await screen(page, `Become the first user of Free-${suffix}`);
      await page.reload();
      await shown(page, '.warning', 'What else you typed is still there.');
      await press(page, 'Create an organization');
      for (const [id, text] of Object.entries(typed)) expect(await typedIn(page, id)).toBe(text);
      await press(page, 'Create');
      await screen(page, `Become the first user of Free-${suffix}`);
      // Another client takes the name in the meantime.
      await app.bootstrapLink(typed.organization);
      await sendForm(page, {});
      await screen(page, 'Create an organization');
      await shown(page, '#organization-problem', 'if the organization is yours, open its link');
      expect(await page.$eval(':focus', ({ id }) => id)).toBe('organization');
      for (const [id, text] of Object.entries(typed)) expect(await typedIn(page, id)).toBe(text);
      await fill(page, { organization: `Freer-${suffix}` });
      await press(page, 'Create');
      await screen(page, `Become the first user of Freer-${suffix}`);
      expect(await typedIn(page, 'name')).toBe('Alice');
      expect(await typedIn(page, 'device')).toBe('laptop');
      await sendForm(page, {});
      await screen(page, 'The organization is created');
      await press(page, 'Parsec', '.home');
      await press(page, 'Create an organization');
      expect(await typedIn(page, 'organization')).toBe('');
      expect(trouble).toEqual([]);
      await page.close();
    });

    test('has a weak password only after insisting on it', async () => {
      const { page, trouble } = await newPage();
      await press(page, 'Create an organization');
      await fill(page, { email: 'alice@example.com', organization: `Weak-${suffix}` });
      await press(page, 'Create');
      await screen(page, `Become the first user of Weak-${suffix}`);
      await page.click('input[name="understood"]');
      for (const [weak, text] of [
        [`weak-${suffix}`, 'This password is weak.'],
        ['a', 'This password is weak. It has fewer than 8 characters.'],
      ] as const) {
        await fill(page, { name: 'Alice', password: weak, again: weak });
        await press(page, 'Create the organization');
        await shown(page, '#password-problem', text);
      }
      await expectAccessible(page, 'bootstrap weak', installed);
      await page.click('input[name="insists"]');
      await fill(page, { password });
      await expect.poll(() => page.$('input[name="insists"]')).toBeNull();
      await fill(page, { password: 'a' });
      await press(page, 'Create the organization');
      await there(page, 'input[name="insists"]');
      await page.click('input[name="insists"]');
      await press(page, 'Create the organization');
      await screen(page, 'The organization is created');
      expect(trouble).toEqual([]);
      await page.close();
    });

    test('reads that the version of a server of another origin is hidden from the page', async () => {
      const { page, trouble } = await newPage();
      await press(page, 'Create an organization');
      await fill(page, { server: hidingUrl, email: 'alice@example.com', organization: `Far-${suffix}` });
      await press(page, 'Create');
      await screen(page, `Become the first user of Far-${suffix}`);
      await sendForm(page, { name: 'Alice' });
      await screen(page, 'The organization is created');
      await logIn(page, `Far-${suffix}`);
      await shown(page, '.warning', `The browser hides the version of ${hidingUrl} from this page`);
      expect(trouble).toEqual([]);
      await page.close();
    });

    test('reads how to open the page at an address that is not safe', async () => {
      const { page } = await newPage(app.url.replace('127.0.0.1', '[::ffff:127.0.0.1]'));
      await screen(page, 'This address is not safe');
      await shown(page, 'p', 'its address that begins with https://');
      await expectAccessible(page, 'insecure', installed);
      await page.close();
    });

    test('reads on the first screen that the browser stores nothing', async () => {
      const profile = await mkdtemp(join(tmpdir(), 'parsec-spec-denied-'));
      const denied = { profile: { default_content_setting_values: { cookies: 2 } } };
      await mkdir(join(profile, 'Default'));
      await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(denied));
      const extraPrefsFirefox = { 'network.cookie.cookieBehavior': 2 };
      const denying = await startBrowser(installed, { userDataDir: profile, extraPrefsFirefox });
      try {
        const { page } = await openPage(denying, app.url, 390);
        const text = 'No device can be kept in this browser. This browser lets the page store nothing';
        await shown(page, '.problem', text);
        await expectAccessible(page, 'storage denied', installed);
      } finally {
        await denying.close();
        await rm(profile, { recursive: true, force: true });
      }
    });

    // The driver of Firefox cannot limit the storage.
    if (installed.name === 'firefox') return;

    test('reads on the first screen that the browser is full, sends nothing, and keeps what was typed', async () => {
      const { page } = await newPage('about:blank');
      const session = await page.createCDPSession();
      await session.send('Storage.overrideQuotaForOrigin', { origin: app.server, quotaSize: 1 });
      await page.goto(app.url);
      await shown(page, '.problem', 'No device can be kept in this browser. The storage of this browser is');
      await press(page, 'Create an organization');
      await fill(page, { email: 'alice@example.com', organization: 'Full' });
      await press(page, 'Create');
      await screen(page, 'Become the first user of Full');
      await sendForm(page, { name: 'Alice' });
      await shown(page, '.problem', 'This browser refused to store the keys, so nothing was sent.');
      expect(await problems(page)).toHaveLength(1);
      await session.send('Storage.overrideQuotaForOrigin', { origin: app.server });
      await sendForm(page, {});
      await screen(page, 'The organization is created');
      await logIn(page, 'Full');
      await page.close();
    });
  });
}
