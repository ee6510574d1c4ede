import { SecretScan } from '@parsec-spec/conformance/judge';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browsers, isSkipped, openPage, startBrowser } from './support/browsers.ts';
import { leaks, plantKeys, recordRequests, tracesOf } from './support/canaries.ts';
import {
  bootstrapByLink,
  chooseCode,
  expectAccessible,
  fill,
  logIn,
  openDrawer,
  openInvitation,
  password,
  press,
  type ServedApp,
  screen,
  sendForm,
  serveApp,
  shown,
  there,
} from './support/client-app.ts';

let app: ServedApp;

let requests: ReturnType<typeof recordRequests>;

beforeAll(async () => {
  requests = recordRequests();
  app = await serveApp({ spontaneous: false });
});
afterAll(async () => {
  requests.stop();
  await app?.close();
});

const noTraces = { files: new Map(), texts: new Map() };

/** The token of a link, which is a msgpack bin of 16 bytes. */
const tokenOf = (link: string): Uint8Array =>
  Buffer.from(String(new URL(link).searchParams.get('p')), 'base64url').subarray(2);

/** The organization of each browser. */
const organizations = { chrome: 'Cobalt', firefox: 'Indium' } as const;

for (const installed of browsers) {
  describe.skipIf(isSkipped(installed, 'enrolment was'))(`people join in ${installed.name}`, () => {
    let browser: Browser;
    let bobs: BrowserContext;
    let page: Page;
    /** Short codes and the tokens of links, by name. */
    const codes: string[] = [];
    const links: string[] = [];
    let trouble: readonly string[] = [];
    const organization = organizations[installed.name];

    beforeAll(async () => {
      browser = await startBrowser(installed);
      bobs = await browser.createBrowserContext();
      ({ page, trouble } = await openPage(await browser.createBrowserContext(), app.url, 390));
    });
    afterAll(() => browser?.close());

    const accessible = (where: string): Promise<void> => expectAccessible(page, where, installed);

    test('a colleague joins, while a wrong code ends the first greeting on both sides', async () => {
      links.push(await app.bootstrapLink(organization));
      await bootstrapByLink(page, String(links[0]), organization);
      const bob = await openPage(bobs, app.url, 390);
      await press(page, 'Invite a person');
      await press(page, 'Invite');
      await shown(page, '#email-problem', 'missing');
      await accessible('invite error');
      await fill(page, { email: 'bob@example.com' });
      await accessible('invite filled');
      await press(page, 'Invite');
      await screen(page, 'Hand over the link');
      await accessible('invited');
      const link = await openInvitation(page);
      links.push(link);
      await press(page, 'Begin the greeting');

      await press(bob.page, 'Open a link');
      await fill(bob.page, { link });
      await press(bob.page, 'Continue');
      await screen(bob.page, `Join ${organization}`);
      await press(bob.page, 'Join');
      await there(bob.page, '#name-problem');
      await shown(bob.page, '#email-help', 'whoever lets you in decides');
      await expectAccessible(bob.page, 'join error', installed);
      await sendForm(bob.page, { name: 'Bob', email: 'robert@example.com', device: 'phone' });
      await there(page, 'output');
      await accessible('greet code');
      await there(bob.page, '.codes');
      await expectAccessible(bob.page, 'join codes', installed);
      await press(bob.page, 'None of these');
      await shown(bob.page, '.problem', 'The codes do not match.');
      await shown(page, '.problem', 'The newcomer reports that the codes do not match.');
      await accessible('greet error');

      await press(page, 'Begin again');
      await sendForm(bob.page, {});
      codes.push(await chooseCode(page, bob.page));
      codes.push(await chooseCode(bob.page, page));
      await shown(bob.page, '[role="status"]', 'The greeter has chosen your code.');
      expect(await bob.page.$('output')).toBeNull();
      await shown(page, 'h3', 'Let Bob join?');
      await shown(page, '.warning', 'The newcomer asks for robert@example.com and joins as bob@example.com');
      await accessible('greet admit');
      await press(page, 'Let in');
      await screen(bob.page, 'You have joined');
      await shown(bob.page, 'p', `You are Bob <bob@example.com> in ${organization}.`);
      await shown(page, '.done', 'Bob <bob@example.com> joined as STANDARD, on phone.');
      await press(page, 'Back to the organization');
      await shown(page, 'tbody', 'bob@example.com');
      await logIn(bob.page, organization);
      await shown(bob.page, 'p', 'You are Bob <bob@example.com>, STANDARD.');
      await shown(bob.page, '.warning', 'ask for a second ADMIN');
      await expectAccessible(bob.page, 'organization standard', installed);
      for (const name of ['invite', 'person']) {
        await bob.page.evaluate(`location.hash = '/${name}'`);
        await expect.poll(() => bob.page.url()).toBe(`${app.url}#/organization`);
      }
      expect(await bob.page.$$('a[href="#/invite"]')).toEqual([]);
      await press(page, 'Change');
      await screen(page, 'Bob');
      await page.click('input[value="OUTSIDER"]');
      await press(page, 'Change the profile');
      await shown(bob.page, 'tbody', 'Bob (you) bob@example.com OUTSIDER');
      await shown(bob.page, 'li', 'Bob <bob@example.com> was STANDARD and is now OUTSIDER.');
      expect(await bob.page.$eval('main', ({ textContent }) => textContent)).not.toContain('ADMIN.');
      await expectAccessible(bob.page, 'organization outsider', installed);
      expect([...trouble, ...bob.trouble]).toEqual([]);
      await bob.page.close();
    });

    test('a second device is added by the first one, and its name is no markup', async () => {
      const device = '<img src=x onerror=alert(1)>';
      const other = await openPage(await browser.createBrowserContext(), app.url, 390);
      await press(page, 'Add a device');
      await screen(page, 'Add a device');
      await accessible('add device');
      await press(page, 'Make a link');
      await screen(page, 'Hand over the link');
      const link = await openInvitation(page);
      links.push(link);
      await press(page, 'Begin the greeting');
      await shown(page, 'section p', 'Keep both devices at hand');
      await press(other.page, 'Open a link');
      await fill(other.page, { link });
      await press(other.page, 'Continue');
      await screen(other.page, `Add this device to ${organization}`);
      await sendForm(other.page, { device });
      codes.push(await chooseCode(page, other.page));
      codes.push(await chooseCode(other.page, page));
      await shown(page, 'h3', `Add the device ${device}?`);
      await press(page, 'Add it');
      await screen(other.page, 'You have joined');
      await shown(page, '.done', `Your device ${device} is added.`);
      await press(page, 'Back to the organization');
      await shown(page, 'li', device);
      expect([...(await page.$$('img')), ...(await other.page.$$('img'))]).toEqual([]);
      expect([...trouble, ...other.trouble]).toEqual([]);
      await other.page.close();
    });

    test('a newcomer chooses which of several administrators greets', async () => {
      await press(page, 'Change');
      await screen(page, 'Bob');
      await accessible('person');
      await page.click('input[value="ADMIN"]');
      await press(page, 'Change the profile');
      await shown(page, 'tbody', 'bob@example.com ADMIN');
      await press(page, 'Invite a person');
      await fill(page, { email: 'carol@example.com' });
      await press(page, 'Invite');
      await screen(page, 'Hand over the link');
      const link = await openInvitation(page);
      links.push(link);
      await press(page, 'Begin the greeting');
      const bob = await openPage(bobs, app.url, 390);
      await logIn(bob.page, organization);
      await press(bob.page, 'Greet');
      const carol = await openPage(await browser.createBrowserContext(), app.url, 390);
      await press(carol.page, 'Open a link');
      await fill(carol.page, { link: String(links[1]) });
      await press(carol.page, 'Continue');
      await shown(carol.page, '#link-problem', 'The invitation was used or cancelled.');
      await fill(carol.page, { link });
      await press(carol.page, 'Continue');
      await screen(carol.page, `Join ${organization}`);
      await sendForm(carol.page, { name: 'Carol', device: 'desktop' });
      await shown(carol.page, 'h3', 'Who greets you?');
      await shown(carol.page, 'button', 'Any of them');
      await expectAccessible(carol.page, 'join greeter', installed);
      // The inviter waits, too.
      await press(carol.page, 'Bob <bob@example.com>');
      codes.push(await chooseCode(bob.page, carol.page));
      await shown(carol.page, 'p', 'Read this code aloud to Bob:');
      codes.push(await chooseCode(carol.page, bob.page));
      await press(bob.page, 'Let in');
      await screen(carol.page, 'You have joined');
      await press(page, 'Back to the organization');
      await shown(page, 'tbody', 'carol@example.com STANDARD');
      expect([...trouble, ...bob.trouble, ...carol.trouble]).toEqual([]);
      await carol.page.close();
      await bob.page.close();
    });

    test('two people are greeted at once', async () => {
      const newcomers = ['Dora', 'Eric'] as const;
      const pages = new Map<string, Page>();
      for (const name of newcomers) {
        const email = `${name.toLowerCase()}@example.com`;
        await press(page, 'Invite a person');
        await fill(page, { email });
        await press(page, 'Invite');
        await screen(page, 'Hand over the link');
        const link = await openInvitation(page);
        links.push(link);
        await press(page, 'Begin the greeting');
        await press(page, 'Back to the organization');
        const { page: newcomer } = await openPage(await browser.createBrowserContext(), app.url, 390);
        await press(newcomer, 'Open a link');
        await fill(newcomer, { link });
        await press(newcomer, 'Continue');
        await screen(newcomer, `Join ${organization}`);
        await sendForm(newcomer, { name, device: 'desktop' });
        await press(newcomer, 'Any of them');
        pages.set(email, newcomer);
      }
      await press(page, 'Go on greeting');
      const section = (email: string) => `section[aria-label="Greeting ${email}"]`;
      for (const [email, newcomer] of pages)
        codes.push(await chooseCode(page, newcomer, `${section(email)} output`));
      for (const [email, newcomer] of [...pages].reverse()) {
        codes.push(await chooseCode(newcomer, page, 'output', `${section(email)} button`));
        await press(page, 'Let in', `${section(email)} button`);
        await screen(newcomer, 'You have joined');
        await newcomer.close();
      }
      await shown(page, '.done', 'Dora <dora@example.com> joined as STANDARD, on desktop.');
      await shown(page, '.done', 'Eric <eric@example.com> joined as STANDARD, on desktop.');
      await press(page, 'Back to the organization');
      await shown(page, 'tbody', 'eric@example.com STANDARD');
      expect(trouble).toEqual([]);
    });

    test('a revoked person reads of the revocation at once, and at the next log-in', async () => {
      const bob = await openPage(bobs, app.url, 390);
      await logIn(bob.page, organization);
      await press(page, 'Change');
      await press(page, 'Revoke Bob');
      await shown(page, '.problem', 'Tick the box if you are sure.');
      await accessible('person error');
      await page.click('input[name="sure"]');
      await press(page, 'Revoke Bob');
      await shown(page, 'tbody', 'ADMIN revoked');
      await shown(bob.page, '.problem', 'Your user was revoked');
      await shown(bob.page, 'tbody', 'ADMIN revoked');
      // Nothing that the server would refuse is offered.
      expect(await bob.page.$$('.button, tbody button, .cards')).toEqual([]);
      await expectAccessible(bob.page, 'organization error', installed);
      // The server hides nothing: it refuses the revoked user.
      expect(await bob.page.$eval('main', ({ textContent }) => textContent)).not.toMatch(
        /does not serve it|were refused/,
      );
      await press(bob.page, 'Log out');
      await press(bob.page, 'Log in');
      await fill(bob.page, { password });
      await press(bob.page, 'Log in');
      await shown(bob.page, '.problem', 'Your user was revoked');
      await bob.page.close();
    });

    test('no key, code, password or token is stored, logged, shown among the requests or in an address', async () => {
      const scan = new SecretScan();
      scan.plant('password', password);
      for (const code of codes) scan.plantWord(`code ${code}`, code);
      const inBrowser = await openPage(bobs, app.url, 390);
      for (const each of [page, inBrowser.page]) {
        await openDrawer(each);
        await plantKeys(await tracesOf(each), password, scan);
      }
      expect(scan.names).toHaveLength(1 + 10 + 2 * 4);
      const logged = Buffer.from([...trouble, ...inBrowser.trouble].join('\n'));
      const sent = leaks(scan, noTraces, { console: logged, requests: requests.seen() });
      expect(sent).toEqual([]);
      // Requests contain tokens: they are credentials.
      for (const link of links) scan.plant(link, tokenOf(link));
      for (const each of [page, inBrowser.page]) expect(leaks(scan, await tracesOf(each), {})).toEqual([]);
      await inBrowser.page.close();
    });
  });
}
