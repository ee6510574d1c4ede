import { puppetLink } from '@parsec-spec/conformance/misbehaviours';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { browsers, isSkipped, openPage, startBrowser } from './support/browsers.ts';
import {
  bootstrapByLink,
  fill,
  logIn,
  password,
  press,
  problems,
  screen,
  sendForm,
  shown,
  there,
  typedIn,
} from './support/client-app.ts';
import { deedOf, puppetDoes, type SwitchedApp, serveSwitchedApp } from './support/switched-app.ts';

/** A text that runs a script as markup, and rewrites the line in which it stands. */
const hostileText = '<img src=x onerror=alert(1)>\u001b[2J\u202e';
/** The same text as a page shows it. */
const shownText = '<img src=x onerror=alert(1)>\ufffd[2J\ufffd';

/** What a server or a person does, and what is read then. */
type Cases = readonly (readonly [misbehaviour: string, text: string])[];

const falseServers: Cases = [
  ['certificate.signature=broken', 'is not signed by its author'],
  ['certificate.signature=stranger', 'is not signed by its author'],
  ['certificate.order=reversed', 'The server served certificates that are not valid'],
  ['certificate.dropped=users', 'The server served certificates that are not valid'],
  ['certificate.hidden=own-device', 'contradicts the keys of this device'],
  ['certificate.author=unknown', 'is signed by a device that no earlier certificate introduces'],
  ['version.reply=6.0', 'The server is newer than this client'],
  ['version=4.2', 'The server is older than this client'],
  ['http=403', 'The server does not know this device, or its signature is not valid'],
  ['http=404', 'The server does not know this organization'],
  ['http=460', 'The organization has expired'],
  ['http=461', 'Your user was revoked'],
  ['http=462', 'The user is frozen'],
  ['http=500', 'The server answered HTTP 500, which is not part of the protocol'],
  ['connection=lost', 'cannot be reached'],
  [`reply.reason=${hostileText}`, shownText],
];

const falseGreeters: Cases = [
  ['greeting.payload=inconsistent:another-user', 'is not usable'],
  ['greeting.payload=inconsistent:another-address', 'is not usable'],
  ['greeting.payload=undecipherable', 'is not usable'],
  ['greeting.payload=undeserializable', 'is not usable'],
];

const falseNewcomers: Cases = [
  ['greeting.payload=inconsistent:keys-of-a-user', 'its keys belong to another user'],
  ['greeting.payload=inconsistent:keys-of-a-device', 'its keys belong to another user'],
  ['greeting.payload=inconsistent:public-key-of-small-order-zero', 'its keys are not usable'],
  ['greeting.payload=inconsistent:verify-key-not-a-point', 'its keys are not usable'],
  ['greeting.payload=undecipherable', 'is not usable'],
  ['greeting.payload=undeserializable', 'is not usable'],
];

const noLink = 'This is no link of Parsec.';
const changedLink = 'This link is incomplete or changed.';
const otherKind = 'This page does not open links of this kind.';
const acme = 'parsec3://parsec.example/Acme';

/** Links that open nothing, and what is read then. */
const falseLinks: Cases = [
  ['javascript:alert(1)', noLink],
  ['data:text/html,<script>alert(1)</script>', noLink],
  ['https://parsec.example/login', noLink],
  ['\u0000\r\n\u001b[2J', noLink],
  [
    'parsec3://me:hunter2@parsec.example/Acme?a=bootstrap_organization&p=wA',
    'This link has a user name or a password before its server.',
  ],
  [`${acme}?a=claim_user&p=xBA`, changedLink],
  [`${acme}?a=claim_device&p=xBA&p=xBA`, changedLink],
  ['parsec3://parsec.example/A%00B?a=claim_user&p=xBA', changedLink],
  [`${acme}${'e'.repeat(3000)}?a=claim_user&p=xBA`, changedLink],
  [`${acme}?a=path&p=xBA`, otherKind],
  [`${acme}?p=xBA`, otherKind],
  [`${acme}?a=bootstrap_organization&a=claim_user&p=wA`, otherKind],
  [`${acme}?a=bootstrap_organization&p=wA`, 'This page may not call https://parsec.example.'],
  [`${acme}?a=claim_user&p=xBAAAAAAAAAAAAAAAAAAAAAA`, 'This page may not call https://parsec.example.'],
];

for (const installed of browsers)
  describe.skipIf(isSkipped(installed, 'false servers were'))(`the client in ${installed.name}`, () => {
    let app: SwitchedApp;
    let browser: Browser;

    beforeAll(async () => {
      app = await serveSwitchedApp();
      browser = await startBrowser(installed);
    });
    afterEach(() => app.behaves());
    afterAll(async () => {
      await browser?.close();
      await app?.close();
    });

    /** A page of a person of their own. A script of a hostile text would open a dialog. */
    async function newPage(): Promise<Page> {
      const { page } = await openPage(await browser.createBrowserContext(), app.url, 390);
      page.on('dialog', () => expect.unreachable('a script of a text ran'));
      return page;
    }

    test('enters no organization whose server is false, and tells each reason', async () => {
      const page = await newPage();
      await press(page, 'Open a link');
      await fill(page, { link: await app.bootstrapLink('Argon') });
      await press(page, 'Continue');
      await screen(page, 'Become the first user of Argon');
      await sendForm(page, { name: 'Alice', email: 'alice@example.com', device: 'laptop' });
      await screen(page, 'The organization is created');
      await press(page, 'Log in');
      for (const [name, text] of falseServers) {
        app.misbehaves(name);
        await fill(page, { password });
        await press(page, 'Log in');
        await shown(page, '.problem', text);
        expect(await page.$$('table, img'), name).toEqual([]);
        await screen(page, 'Log in to Argon');
      }
      app.behaves();
      await logIn(page, 'Argon');
      await page.close();
    });

    test('tells at once that a server has become false, on whichever screen', async () => {
      const page = await newPage();
      await bootstrapByLink(page, await app.bootstrapLink('Krypton'), 'Krypton');
      await press(page, 'Add a device');
      app.misbehaves('certificate.author=unknown');
      await press(page, 'Make a link');
      await screen(page, 'Krypton');
      await shown(page, '.problem', 'The server served certificates that are not valid');
      await shown(page, '.problem', 'Do not trust this server');
      await page.close();
    });

    /** Sends the form of a new device of a puppet. */
    async function claimOfPuppet(): Promise<Page> {
      const page = await newPage();
      await press(page, 'Open a link');
      await fill(page, { link: puppetLink(app.server) });
      await press(page, 'Continue');
      await screen(page, 'Add this device to Puppets');
      await sendForm(page, { device: 'phone' });
      return page;
    }

    /** Chooses the code of the puppet at the other side. */
    async function chooseRight(page: Page): Promise<void> {
      await there(page, '.codes');
      await press(page, app.code());
    }

    async function storesNoDevice(page: Page): Promise<void> {
      await press(page, 'Parsec', '.home');
      await shown(page, 'p', 'No device is stored in this browser yet.');
    }

    test.for(falseGreeters)('refuses a greeter with %s, and tells why', async ([name, text]) => {
      app.misbehaves(name);
      const page = await claimOfPuppet();
      await chooseRight(page);
      await shown(page, '.problem', text);
      await shown(page, '.problem', 'The greeter may have let you in, so your keys are kept.');
      await storesNoDevice(page);
      await page.close();
    });

    test('refuses keys and nonces that were replaced on the way', async () => {
      app.misbehaves('greeting.key=small-order-0');
      const page = await claimOfPuppet();
      await shown(page, '.problem', 'The other side sent a key that is not valid.');
      for (const name of ['greeting.key=other', 'greeting.nonce=other']) {
        app.misbehaves(name);
        await sendForm(page, {});
        await there(page, '.codes');
        expect(await page.$eval('.codes', ({ textContent }) => textContent)).not.toContain(app.code());
        await press(page, 'None of these');
        await shown(page, '.problem', 'somebody intercepts the connection');
      }
      await storesNoDevice(page);
      await page.close();
    });

    test('enters nothing with the root key of a false greeter', async () => {
      app.misbehaves(
        puppetDoes((peer, { otherRoot }) => {
          peer.payload = { ...peer.payload, root_verify_key: otherRoot.key.verifyKey };
        }),
      );
      const page = await claimOfPuppet();
      await chooseRight(page);
      await screen(page, 'You have joined');
      await press(page, 'Log in');
      await fill(page, { password });
      await press(page, 'Log in');
      await shown(page, '.problem', 'The server served certificates that are not valid');
      await screen(page, 'Log in to Puppets');
      await page.close();
    });

    test('refuses newcomers with false keys, and shows texts of others as texts only', async () => {
      let deed: ReturnType<typeof deedOf> = () => undefined;
      app.misbehaves(puppetDoes((...greeting) => deed(...greeting)));
      const page = await claimOfPuppet();
      await chooseRight(page);
      await screen(page, 'You have joined');
      await logIn(page, 'Puppets');
      const greet = async (email: string): Promise<void> => {
        await press(page, 'Invite a person');
        await fill(page, { email });
        await press(page, 'Invite');
        await press(page, 'Begin the greeting');
        await chooseRight(page);
      };
      for (const [index, [name, text]] of falseNewcomers.entries()) {
        deed = deedOf(name);
        await greet(`bob${index}@example.com`);
        await expect.poll(() => problems(page)).toHaveLength(index + 1);
        expect((await problems(page)).at(-1), name).toContain(text);
        await press(page, 'Back to the organization');
      }
      deed = (peer) => {
        peer.payload = { ...peer.payload, requested_device_label: hostileText };
      };
      await greet('bob@example.com');
      await shown(page, 'section p', `E-mail address: bob@example.comDevice: ${shownText}`);
      expect(await page.$$('img')).toEqual([]);
      await press(page, 'Refuse');
      await press(page, 'Back to the organization');
      await shown(page, 'tbody', 'Alice');
      expect(await page.$eval('tbody', ({ textContent }) => textContent)).not.toContain('bob');
      await page.close();
    });

    test('opens nothing by a false link, and tells why', async () => {
      const page = await newPage();
      for (const [link, text] of falseLinks) {
        const doubled = [link, 'parsec3://parsec.example/Other'].map((each): [string, string] => [
          'webRedirectUrl',
          each,
        ]);
        await page.goto(`${app.url}webRedirect?${new URLSearchParams(doubled)}#/organization`);
        await screen(page, 'Open a link');
        expect(page.url()).toBe(`${app.url}#/link`);
        expect(await typedIn(page, 'link')).toBe(link.replaceAll(/[\r\n]/g, ''));
        const anchors = await page.$$eval('main p a', (all) => all.map((each) => each.getAttribute('href')));
        expect(anchors).toEqual([...(link.startsWith('parsec3:') ? [link] : []), '#/']);
        await press(page, 'Continue here');
        await shown(page, '#link-problem', text);
        await screen(page, 'Open a link');
      }
      await page.close();
    });
  });
