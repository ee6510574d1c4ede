import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '@parsec-spec/reference-server/serve';
import { simpleParser } from 'mailparser';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browsers, isSkipped, openPage, startBrowser } from './support/browsers.ts';
import {
  expectAccessible,
  fill,
  logIn,
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
let hiding: Server;
let hidingUrl = '';

beforeAll(async () => {
  mails = await mkdtemp(join(tmpdir(), 'parsec-spec-mails-'));
  elsewhere = await startServer({ spontaneous: true, corsAllowOrigins: ['*'] });
  hiding = hidingVersions(elsewhere.port);
  await new Promise<void>((resolve) => hiding.listen(0, '127.0.0.1', resolve));
  hidingUrl = `http://127.0.0.1:${(hiding.address() as AddressInfo).port}`;
  // Both browsers ask from one address, at once after another.
  const validationEmails = { cooldown: 0, mostPerHour: 0 };
  app = await serveApp({ spontaneous: true, mailer: keeper(mails), validationEmails }, [hidingUrl]);
});
afterAll(async () => {
  await app?.close();
  hiding?.closeAllConnections();
  hiding?.close();
  await elsewhere?.close();
  await rm(mails, { recursive: true, force: true });
});

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

/** Number of elements that a person passes at most with the key Tab. */
const MAX_STOPS = 60;

/** Moves the focus by the key Tab to the element whose id or text begins with this. */
async function tabTo(page: Page, target: string): Promise<void> {
  const focused = `(() => {
    const { id, name, textContent } = document.activeElement;
    return [id, name, textContent.trim()];
  })()`;
  for (let stop = 0; stop < MAX_STOPS; stop += 1) {
    await page.keyboard.press('Tab');
    const [id, name, text = ''] = (await page.evaluate(focused)) as string[];
    if (id === target || name === target || text.startsWith(target)) return;
  }
  throw new Error(`the key Tab does not reach ${target}`);
}

async function typeAt(page: Page, texts: Readonly<Record<string, string>>): Promise<void> {
  for (const [id, text] of Object.entries(texts)) {
    await tabTo(page, id);
    await page.keyboard.type(text);
  }
}

for (const installed of browsers) {
  describe.skipIf(isSkipped(installed, 'founding was'))(`a founder in ${installed.name}`, () => {
    let browser: Browser;
    const suffix = installed.name;

    beforeAll(async () => {
      browser = await startBrowser(installed);
    });
    afterAll(() => browser?.close());

    const newPage = async (url = app.url) => openPage(await browser.createBrowserContext(), url, 390);

    test('creates an organization, logs in and invites by the keyboard alone', async () => {
      const { page, trouble } = await newPage();
      const pressAt = async (target: string): Promise<void> => {
        await tabTo(page, target);
        await page.keyboard.press('Enter');
      };
      await there(page, 'a[href="#/create"]');
      await pressAt('Create an organization');
      await screen(page, 'Create an organization');
      await typeAt(page, { email: 'alice@example.com', organization: `Keys-${suffix}` });
      await page.keyboard.press('Enter');
      await screen(page, `Become the first user of Keys-${suffix}`);
      await typeAt(page, { name: 'Alice', password, again: password });
      await tabTo(page, 'understood');
      await page.keyboard.press(' ');
      await shown(page, '.note', 'Strong enough.');
      await pressAt('Create the organization');
      await screen(page, 'The organization is created');
      await pressAt('Log in');
      await there(page, '#password');
      await typeAt(page, { password });
      await page.keyboard.press('Enter');
      await screen(page, 'Add a second device');
      await pressAt('Later');
      await screen(page, `Keys-${suffix}`);
      await pressAt('Invite a person');
      await screen(page, 'Invite a person');
      await typeAt(page, { email: 'bob@example.com' });
      await page.keyboard.press('Enter');
      await screen(page, 'Hand over the link');
      await pressAt('Protocol');
      await shown(page, '.calls', 'invite_new_user');
      expect(trouble).toEqual([]);
      await page.close();
    });

    test('of a hosted service confirms the address by the code of a mail', async () => {
      const { page, trouble } = await newPage();
      const email = `zoe-${suffix}@example.com`;
      await press(page, 'Create an organization');
      await fill(page, { email, organization: `Hosted-${suffix}` });
      await page.click('input[name="hosted"]');
      await press(page, 'Create');
      await screen(page, 'Confirm your address');
      const { code, link } = await mailed();
      await fill(page, { code: code === 'AAAAAA' ? 'BBBBBB' : 'AAAAAA' });
      await press(page, 'Continue');
      await shown(page, '#code-problem', 'The code is not the one of the newest mail.');
      await expectAccessible(page, 'confirm error', installed);
      await fill(page, { code });
      await press(page, 'Continue');
      await screen(page, `Become the first user of Hosted-${suffix}`);
      // The link of the mail leads there, too.
      await press(page, 'Parsec', '.home');
      await press(page, 'Open a link');
      await fill(page, { link });
      await press(page, 'Continue');
      await screen(page, 'Create an organization');
      expect(await typedIn(page, 'email')).toBe(email);
      await fill(page, { organization: `Hosted-${suffix}` });
      await press(page, 'Create');
      await screen(page, `Become the first user of Hosted-${suffix}`);
      await shown(page, 'p', `Your e-mail address is ${email}.`);
      await sendForm(page, { name: 'Zoe' });
      await screen(page, 'The organization is created');
      await shown(page, 'aside', 'account_create_proceed');
      expect(await page.$eval('aside', ({ textContent }) => textContent)).not.toContain(code);
      expect(trouble).toEqual([]);
      await page.close();
    });

    test('at a server of another origin hears that its version cannot be read', async () => {
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

    test('at an address that is not safe reads how to open the page', async () => {
      const { page } = await newPage(app.url.replace('127.0.0.1', '[::ffff:127.0.0.1]'));
      await screen(page, 'This address is not safe');
      await shown(page, 'p', 'Open this page by https');
      await expectAccessible(page, 'insecure', installed);
      await page.close();
    });

    // The driver of Firefox can neither replace a script nor limit the storage.
    if (installed.name === 'firefox') return;

    test('without storage reads so on the first screen', async () => {
      const { page } = await newPage('about:blank');
      await page.setRequestInterception(true);
      page.on('request', async (asked) => {
        if (!/worker-[\w-]+\.js$/.test(asked.url())) return asked.continue();
        const script = await (await fetch(asked.url())).text();
        const body = `indexedDB.constructor.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };\n${script}`;
        return asked.respond({ contentType: 'text/javascript', body });
      });
      await page.goto(app.url);
      await shown(
        page,
        '.problem',
        'Devices of this browser cannot be read. This browser lets the page store nothing',
      );
      await expectAccessible(page, 'storage denied', installed);
      await page.close();
    });

    test('in a full browser sends nothing, and keeps what was typed', async () => {
      const { page } = await newPage();
      await press(page, 'Create an organization');
      await fill(page, { email: 'alice@example.com', organization: 'Full' });
      await press(page, 'Create');
      await screen(page, 'Become the first user of Full');
      const session = await page.createCDPSession();
      await session.send('Storage.overrideQuotaForOrigin', { origin: app.server, quotaSize: 1 });
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
