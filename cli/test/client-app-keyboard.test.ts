import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cheapPasswords } from './support/app-pages.ts';
import { browsers, isSkipped, openPage, startBrowser } from './support/browsers.ts';
import { openInvitation, password, type ServedApp, screen, serveApp, shown } from './support/client-app.ts';
import { hasParsecCloud, startParsecCloud } from './support/engine.ts';

/** Number of elements that a person passes at most with the key Tab. */
const MAX_STOPS = 60;

/** Moves the focus by the key Tab to the element whose id, name or text begins with this. */
async function tabTo(page: Page, target: string): Promise<void> {
  // A page in the background receives no keys.
  await page.bringToFront();
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

async function pressAt(page: Page, target: string): Promise<void> {
  // The controls of the screen are there.
  await shown(page, 'main :is(button, a), aside summary', target);
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

/** Types into fields, whose text is selected when the focus reaches them. */
async function typeAt(page: Page, texts: Readonly<Record<string, string>>): Promise<void> {
  for (const [id, text] of Object.entries(texts)) {
    await tabTo(page, id);
    await page.keyboard.type(text);
  }
}

/** Types a new password at the end of a form, and sends it. */
async function sendAt(page: Page, typed: Readonly<Record<string, string>>, button: string): Promise<void> {
  await typeAt(page, { ...typed, password, again: password });
  await tabTo(page, 'understood');
  await page.keyboard.press(' ');
  await shown(page, '.note', 'Strong enough.');
  await pressAt(page, button);
}

/** A person reads a code aloud, and the other one chooses it. */
async function chooseCodeAt(speaker: Page, listener: Page): Promise<void> {
  await expect.poll(() => speaker.$('output')).not.toBeNull();
  await pressAt(listener, await speaker.$eval('output', ({ textContent }) => String(textContent)));
}

const servers = ['our server', 'parsec-cloud'] as const;

for (const installed of browsers)
  describe.skipIf(isSkipped(installed, 'the keyboard was'))(
    `by the keyboard alone in ${installed.name}`,
    () => {
      let profile = '';
      let cloud: Awaited<ReturnType<typeof startParsecCloud>> | undefined;
      let app: ServedApp;
      let browser: Browser;

      beforeAll(async () => {
        profile = await mkdtemp(join(tmpdir(), 'parsec-spec-profile-'));
        if (await hasParsecCloud())
          cloud = await startParsecCloud('--spontaneous-organization-bootstrap', '--cors-allow-origins', '*');
        app = await serveApp({ spontaneous: true }, cloud === undefined ? [] : [cloud.url], [cheapPasswords]);
        browser = await startBrowser(installed, { userDataDir: profile });
      });
      afterAll(async () => {
        await browser?.close();
        await app?.close();
        await cloud?.stop();
        await rm(profile, { recursive: true, force: true });
      });

      const newPage = (context: Browser | BrowserContext) => openPage(context, app.url, 390);

      test.for(servers)(
        'people create an organization, join it and come back, on %s',
        async (server, { skip }) => {
          const isCloud = server === 'parsec-cloud';
          const address = isCloud ? cloud?.url : app.server;
          if (address === undefined) return skip();
          const organization = isCloud ? 'Cloud' : 'Ours';
          const alice = await newPage(browser);
          await pressAt(alice.page, 'Create an organization');
          await screen(alice.page, 'Create an organization');
          await typeAt(alice.page, { server: address, email: 'alice@example.com', organization });
          await alice.page.keyboard.press('Enter');
          await screen(alice.page, `Become the first user of ${organization}`);
          await sendAt(alice.page, { name: 'Alice', device: 'laptop' }, 'Create the organization');
          await screen(alice.page, 'The organization is created');
          await pressAt(alice.page, 'Log in');
          await screen(alice.page, `Log in to ${organization}`);
          await typeAt(alice.page, { password });
          await alice.page.keyboard.press('Enter');
          await screen(alice.page, 'Add a second device');
          await pressAt(alice.page, 'Later');
          await screen(alice.page, organization);

          await pressAt(alice.page, 'Invite a person');
          await screen(alice.page, 'Invite a person');
          await typeAt(alice.page, { email: 'bob@example.com' });
          await alice.page.keyboard.press('Enter');
          await screen(alice.page, 'Hand over the link');
          const bob = await newPage(await browser.createBrowserContext());
          await openLinkAt(bob.page, await openInvitation(alice.page));
          await screen(bob.page, `Join ${organization}`);
          await pressAt(alice.page, 'Begin the greeting');
          await sendAt(bob.page, { name: 'Bob', device: 'desktop' }, 'Join');
          await chooseCodeAt(alice.page, bob.page);
          await chooseCodeAt(bob.page, alice.page);
          await pressAt(alice.page, 'Let in');
          await screen(bob.page, 'You have joined');
          await shown(alice.page, '.done', 'Bob <bob@example.com> joined as STANDARD, on desktop.');
          await pressAt(alice.page, 'Back to the organization');

          await pressAt(alice.page, 'Add a device');
          await pressAt(alice.page, 'Make a link');
          await screen(alice.page, 'Hand over the link');
          const phone = await newPage(await browser.createBrowserContext());
          await openLinkAt(phone.page, await openInvitation(alice.page));
          await screen(phone.page, `Add this device to ${organization}`);
          await pressAt(alice.page, 'Begin the greeting');
          await sendAt(phone.page, { device: 'phone' }, 'Add this device');
          await chooseCodeAt(alice.page, phone.page);
          await chooseCodeAt(phone.page, alice.page);
          await pressAt(alice.page, 'Add it');
          await screen(phone.page, 'You have joined');
          await pressAt(alice.page, 'Back to the organization');
          await pressAt(alice.page, 'Change Bob');
          await screen(alice.page, 'Bob');
          await tabTo(alice.page, 'sure');
          await alice.page.keyboard.press(' ');
          await pressAt(alice.page, 'Revoke Bob');
          await shown(alice.page, 'tbody', 'bob@example.com STANDARD revoked');
          await pressAt(bob.page, 'Log in');
          await screen(bob.page, `Log in to ${organization}`);
          await typeAt(bob.page, { password });
          await bob.page.keyboard.press('Enter');
          await shown(bob.page, '.problem', 'Your user was revoked');
          await pressAt(alice.page, 'Protocol');
          await shown(alice.page, '.calls', 'user_revoke');
          expect([...alice.trouble, ...bob.trouble, ...phone.trouble]).toEqual([]);

          // Everything is closed, and the browser starts again.
          await browser.close();
          browser = await startBrowser(installed, { userDataDir: profile });
          const again = await newPage(browser);
          await pressAt(again.page, `Log in to ${organization}`);
          await screen(again.page, `Log in to ${organization}`);
          await typeAt(again.page, { password });
          await again.page.keyboard.press('Enter');
          // With two devices none is offered.
          await screen(again.page, organization);
          await shown(again.page, 'tbody', 'bob@example.com STANDARD revoked');
          await shown(again.page, 'ul', 'phone');
          if (isCloud) await shown(again.page, '.warning', 'The browser hides the version of');
          expect(again.trouble).toEqual([]);
          await again.page.close();
        },
      );

      async function openLinkAt(page: Page, link: string): Promise<void> {
        await pressAt(page, 'Open a link');
        await screen(page, 'Open a link');
        await typeAt(page, { link });
        await page.keyboard.press('Enter');
      }
    },
  );
