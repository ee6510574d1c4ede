import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browsers, isSkipped, openPage, startBrowser } from './support/browsers.ts';
import {
  bootstrapByLink,
  chooseCode,
  expectAccessible,
  fill,
  logIn,
  openInvitation,
  password,
  press,
  problems,
  screen,
  sendForm,
  shown,
  there,
  typedIn,
} from './support/client-app.ts';
import { losesAnswer, type Misbehaving, type SwitchedApp, serveSwitchedApp } from './support/switched-app.ts';

for (const installed of browsers)
  describe.skipIf(isSkipped(installed, 'a lost server was'))(`a lost server in ${installed.name}`, () => {
    let app: SwitchedApp;
    let browser: Browser;
    let page: Page;
    let bob: Page;

    beforeAll(async () => {
      app = await serveSwitchedApp();
      browser = await startBrowser(installed);
      ({ page } = await openPage(await browser.createBrowserContext(), app.url, 390));
      ({ page: bob } = await openPage(await browser.createBrowserContext(), app.url, 390));
    });
    afterAll(async () => {
      await browser?.close();
      await app?.close();
    });

    /** Presses a button while the server gives no answer, by default to nothing. */
    async function pressInVain(
      of: Page,
      button: string,
      lost: Misbehaving = 'connection=lost',
    ): Promise<void> {
      app.misbehaves(lost);
      await press(of, button);
      await shown(of, '.problem', 'cannot be reached. Check the network, and try again.');
      app.behaves();
    }

    test('a founder keeps the sealed keys, and finishes the device later', async () => {
      const { page: founder } = await openPage(await browser.createBrowserContext(), app.url, 390);
      await press(founder, 'Create an organization');
      await fill(founder, { email: 'carol@example.com', organization: 'Nickel' });
      await pressInVain(founder, 'Create');
      await press(founder, 'Create');
      await screen(founder, 'Become the first user of Nickel');
      await shown(founder, 'p', 'Your e-mail address is carol@example.com.');
      app.misbehaves(losesAnswer('organization_bootstrap'));
      await sendForm(founder, { name: 'Carol' });
      await shown(founder, '.problem', 'The server may have accepted nevertheless, so the keys are kept.');
      expect(await typedIn(founder, 'name')).toBe('Carol');
      const otherPassword = 'walnut breeze cathedral 4';
      await fill(founder, { password: otherPassword, again: otherPassword });
      await press(founder, 'Create the organization');
      await shown(
        founder,
        '.problem',
        'Keys of an earlier attempt are in this browser, with another password.',
      );
      await press(founder, 'Parsec', '.home');
      await shown(founder, '.card', 'The answer to its creation never arrived.');
      await press(founder, 'Log in');
      await fill(founder, { password });
      await pressInVain(founder, 'Log in');
      await logIn(founder, 'Nickel');
      await founder.close();
    });

    test('each step of an invitation and of a greeting says so, and goes on afterwards', async () => {
      await bootstrapByLink(page, await app.bootstrapLink('Xenon'), 'Xenon');
      await press(page, 'Invite a person');
      await fill(page, { email: 'bob@example.com' });
      await pressInVain(page, 'Invite');
      expect(await typedIn(page, 'email')).toBe('bob@example.com');
      await press(page, 'Invite');
      await screen(page, 'Hand over the link');
      const link = await openInvitation(page);
      await pressInVain(page, 'Begin the greeting');
      await press(page, 'Begin again');
      await press(bob, 'Open a link');
      await fill(bob, { link });
      await pressInVain(bob, 'Continue');
      await press(bob, 'Continue');
      await screen(bob, 'Join Xenon');
      await sendForm(bob, { name: 'Bob', device: 'phone' });
      await there(bob, '.codes');
      await there(page, 'output');
      app.misbehaves('connection=lost');
      await shown(page, '[role="status"]', 'The server cannot be reached');
      app.behaves();
      await shown(page, '[role="status"]', 'Still waiting for the newcomer to choose your code');
      await chooseCode(page, bob);
      await chooseCode(bob, page);
      await shown(page, 'h3', 'Let Bob join?');
      app.misbehaves(losesAnswer('user_create'));
      await press(page, 'Let in');
      await screen(bob, 'You have joined');
      await shown(page, '.done', 'Bob <bob@example.com> joined as STANDARD, on phone.');
    });

    test('the screen of a person says so, and then that the change was made', async () => {
      await press(page, 'Back to the organization');
      await press(page, 'Add a device');
      await pressInVain(page, 'Make a link');
      await expectAccessible(page, 'add device error', installed);
      await press(page, 'Back to the organization');
      await press(page, 'Change');
      await screen(page, 'Bob');
      await page.click('input[value="OUTSIDER"]');
      await pressInVain(page, 'Change the profile', losesAnswer('user_update'));
      await press(page, 'Change the profile');
      await shown(page, '.problem', 'That user already has this profile. Nothing needs to be done.');
      await press(page, 'Back to the organization');
      await shown(page, 'tbody', 'bob@example.com OUTSIDER');
      await press(page, 'Change');
      await screen(page, 'Bob');
      await page.click('input[name="sure"]');
      await pressInVain(page, 'Revoke Bob', losesAnswer('user_revoke'));
      await press(page, 'Back to the organization');
      await shown(page, 'tbody', 'OUTSIDER revoked');
      expect(await problems(page)).toEqual([]);
    });
  });
