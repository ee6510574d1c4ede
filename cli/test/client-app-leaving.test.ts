import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cheapPasswords } from './support/app-pages.ts';
import { browsers, isSkipped, openPage, startBrowser } from './support/browsers.ts';
import {
  chooseCode,
  fill,
  logIn,
  openInvitation,
  password,
  press,
  type ServedApp,
  screen,
  sendForm,
  serveApp,
  shown,
  there,
  typedIn,
} from './support/client-app.ts';

/** A screen that a person leaves by the back button and by a reload. */
interface Place {
  /** The heading of the screen. */
  readonly at: string;
  /** Leads there from the first screen. */
  readonly enter: () => Promise<unknown>;
  /** What the person types there. */
  readonly typed?: Readonly<Record<string, string>>;
  /** The heading after a reload; default: the first screen. */
  readonly reloaded?: string;
  /** What the first screen says after a reload. */
  readonly said?: 'open the link again' | 'log in again';
  /** Fields whose text is not kept for a reload, because it may contain a token. */
  readonly secret?: readonly string[];
}

for (const installed of browsers)
  describe.skipIf(isSkipped(installed, 'leaving was'))(`leaving and coming back in ${installed.name}`, () => {
    let app: ServedApp;
    let browser: Browser;
    let context: BrowserContext;
    let page: Page;
    let trouble: readonly string[] = [];
    const organization = 'Zinc';
    let bootstrapLink = '';
    /** The link of the latest invitation. */
    let invitation = '';

    beforeAll(async () => {
      app = await serveApp({ spontaneous: true }, [], [cheapPasswords]);
      browser = await startBrowser(installed);
      context = await browser.createBrowserContext();
      ({ page, trouble } = await openPage(context, app.url, 390));
      bootstrapLink = await app.bootstrapLink(organization);
    });
    afterAll(async () => {
      await browser?.close();
      await app?.close();
    });

    const openLink = async (link: string): Promise<void> => {
      await press(page, 'Open a link');
      await fill(page, { link });
      await press(page, 'Continue');
    };
    const enter = async (): Promise<void> => {
      await logIn(page, organization);
    };
    const enterAnd = async (text: string): Promise<void> => {
      await enter();
      await press(page, text);
    };
    const founder = { name: 'Alice', email: 'alice@example.com', device: 'laptop' };

    const places: readonly Place[] = [
      {
        at: 'Create an organization',
        enter: () => press(page, 'Create an organization'),
        typed: { server: 'http://127.0.0.1:1', email: 'alice@example.com', organization: 'Tin' },
        reloaded: 'Create an organization',
      },
      {
        at: 'Open a link',
        enter: () => press(page, 'Open a link'),
        typed: { link: 'parsec3://h/O?a=bootstrap_organization&p=wA' },
        reloaded: 'Open a link',
        secret: ['link'],
      },
      {
        at: `Become the first user of ${organization}`,
        enter: () => openLink(bootstrapLink),
        typed: founder,
        said: 'open the link again',
      },
      {
        at: 'The organization is created',
        enter: async () => {
          await openLink(bootstrapLink);
          await screen(page, `Become the first user of ${organization}`);
          // The texts outlast the reload.
          for (const [id, text] of Object.entries(founder)) expect(await typedIn(page, id)).toBe(text);
          await sendForm(page, {});
        },
        said: 'log in again',
      },
      {
        at: `Log in to ${organization}`,
        enter: () => press(page, 'Log in'),
        said: 'log in again',
      },
      {
        at: 'Add a second device',
        enter: async () => {
          await press(page, 'Log in');
          await fill(page, { password });
          await press(page, 'Log in');
        },
        said: 'log in again',
      },
      { at: organization, enter, said: 'log in again' },
      {
        at: 'Invite a person',
        enter: () => enterAnd('Invite a person'),
        typed: { email: 'bob@example.com' },
        said: 'log in again',
      },
      { at: 'Add a device', enter: () => enterAnd('Add a device'), said: 'log in again' },
      { at: 'This device', enter: () => enterAnd('Password and device file'), said: 'log in again' },
      {
        at: 'Hand over the link',
        enter: async () => {
          await enterAnd('Invite a person');
          await fill(page, { email: 'bob@example.com' });
          await press(page, 'Invite');
          await screen(page, 'Hand over the link');
          invitation = await openInvitation(page);
        },
        said: 'log in again',
      },
      {
        at: 'Join Zinc',
        enter: () => openLink(invitation),
        typed: { name: 'Bob', device: 'phone' },
        said: 'open the link again',
      },
    ];

    /** Goes to a place, leaves it in both ways, and ends on the first screen. */
    const leave = async (place: Place): Promise<void> => {
      const { at, typed = {}, reloaded = 'Welcome', said, secret = [] } = place;
      await place.enter();
      await screen(page, at);
      await fill(page, typed);
      await page.goBack();
      await expect.poll(() => page.$eval('h1', ({ textContent }) => textContent)).not.toBe(at);
      await page.goForward();
      await screen(page, at);
      for (const [id, text] of Object.entries(typed)) expect(await typedIn(page, id), id).toBe(text);
      await page.reload();
      await screen(page, reloaded);
      if (said !== undefined) await shown(page, '.warning', said);
      if (reloaded === at)
        for (const [id, text] of Object.entries(typed))
          expect(await typedIn(page, id), id).toBe(secret.includes(id) ? '' : text);
      await press(page, 'Parsec', '.home');
      await screen(page, 'Welcome');
      // Nothing is half done.
      expect(await page.$$('.cards .warning')).toEqual([]);
      expect(trouble).toEqual([]);
    };
    const named = (list: readonly Place[]) => list.map((place) => [place.at, place] as const);

    test.for(named(places))('the screen %s can be left and entered again', ([, place]) => leave(place));

    test('a greeting goes on behind other screens, and begins again after a reload of either side', async () => {
      await enter();
      const bob = await openPage(await browser.createBrowserContext(), app.url, 390);
      const sendClaim = async (): Promise<void> => {
        await press(bob.page, 'Open a link');
        await fill(bob.page, { link: invitation });
        await press(bob.page, 'Continue');
        await screen(bob.page, 'Join Zinc');
        await sendForm(bob.page, { name: 'Bob', email: 'bob@example.com', device: 'phone' });
      };
      const greet = () => press(page, 'Greet');
      const choices = (of: Page) =>
        of.$$eval('.codes button', (buttons) => buttons.map(({ textContent }) => textContent));
      /** Leaves a page by the back button, and comes back to the same text. */
      const goAway = async (of: Page, selector: string): Promise<void> => {
        await there(of, selector);
        const text = await of.$eval(selector, ({ textContent }) => textContent);
        await of.bringToFront();
        await of.goBack();
        await expect.poll(() => of.$(selector)).toBeNull();
        await of.goForward();
        await expect.poll(() => of.$$eval(selector, ([found]) => found?.textContent)).toBe(text);
      };
      const reloadNewcomer = async (): Promise<void> => {
        await bob.page.reload();
        await shown(bob.page, '.warning', 'open the link again');
        await sendClaim();
      };
      const reloadGreeter = async (): Promise<void> => {
        await page.reload();
        await shown(page, '.warning', 'log in again');
        await enter();
        await greet();
      };

      await sendClaim();
      await shown(bob.page, 'main', 'Waiting for the greeter');
      // The text of the wait changes after 10 s, so the button is looked for.
      await goAway(bob.page, 'main .actions .plain');
      await reloadNewcomer();
      await greet();
      await shown(page, '[role="status"]', 'Waiting for');
      // The newcomer chooses first.
      await goAway(page, 'output');
      await goAway(bob.page, '.codes');
      expect(await choices(bob.page)).toHaveLength(5);
      await reloadNewcomer();
      await there(bob.page, '.codes');
      await reloadGreeter();
      // The newcomer could choose among codes that no longer count.
      await shown(bob.page, '.warning', 'The greeter started again, so earlier codes no longer count.');
      await chooseCode(page, bob.page);
      await goAway(bob.page, 'output');
      await goAway(page, '.codes');
      await chooseCode(bob.page, page);
      await shown(page, 'h3', 'Let Bob join?');
      const name = 'section input[name="name"]';
      await page.type(name, 'by');
      const typed = await page.$eval(name, (input) => (input as unknown as { value: string }).value);
      await goAway(page, 'section h3');
      expect(await page.$eval(name, (input) => (input as unknown as { value: string }).value)).toBe(typed);
      await reloadGreeter();
      await shown(bob.page, '.warning', 'The greeter started again');
      await chooseCode(page, bob.page);
      await expect.poll(() => bob.page.$$('.warning')).toEqual([]);
      await chooseCode(bob.page, page);
      await shown(page, 'h3', 'Let Bob join?');
      await press(page, 'Let in');
      await screen(bob.page, 'You have joined');
      await shown(page, '.done', 'Bob <bob@example.com> joined as STANDARD');
      await press(page, 'Back to the organization');
      await shown(page, 'tbody', 'bob@example.com');
      await shown(page, 'main', 'Open invitations None.');
      expect([...trouble, ...bob.trouble]).toEqual([]);
      await page.reload();
    });

    const memberPlaces: readonly Place[] = [
      { at: 'Bob', enter: () => enterAnd('Change'), said: 'log in again' },
      {
        at: 'Terms of service',
        enter: async () => {
          await app.setTerms(organization, { en: 'https://terms.example/en' });
          await press(page, 'Log in');
          await fill(page, { password });
          await press(page, 'Log in');
          await shown(page, 'li', 'https://terms.example/en');
        },
        said: 'log in again',
      },
    ];
    test.for(named(memberPlaces))('the screen %s can be left and entered again', ([, place]) => leave(place));
  });
