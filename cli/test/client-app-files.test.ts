import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Decoded, decode, type Encodable, encode, Uuid } from '@parsec-spec/spec/codec';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browsers, isSkipped, openPage, startBrowser } from './support/browsers.ts';
import { fill, press, type ServedApp, screen, serveApp, shown, typedIn } from './support/client-app.ts';

/** Files that Scille's client wrote. */
const samples = join(import.meta.dirname, '..', '..', 'reference-client', 'test', 'samples');
const sample = (name: string): Promise<Buffer> => readFile(join(samples, name));

/** A file of Scille's client and its password. Its organization no longer exists. */
const original = await sample('bob-desktop.keys');
const password = 'Böb pässwörd €';
const server = 'http://127.0.0.1:6822';
/** The servers of all samples. */
const origins = [server, 'http://127.0.0.1:6823'];

type Fields = Readonly<Record<string, Decoded>>;
const fields = decode(original) as Fields;
const { algorithm, ciphertext } = fields as { algorithm: Fields; ciphertext: Uint8Array };

/** The file of Scille's client with other fields. */
const fileWith = (changed: object): Uint8Array => encode({ ...fields, ...changed } as Encodable);

/** Files that the first screen refuses. */
const refusedAtOnce: readonly (readonly [what: string, bytes: Uint8Array, text: string])[] = [
  ['a text', Buffer.from('hello'), 'This is not a device file.'],
  ['half a file', original.subarray(0, 400), 'This is not a device file.'],
  [
    'a file of another version',
    fileWith({ type: 'later' }),
    'of a kind or version that this page does not know',
  ],
];

/** Files that are refused at the log-in. */
const refusedLater: typeof refusedAtOnce = [
  [
    'a file of the keyring',
    await sample('kay-keyring.keys'),
    'The device file is not protected by a password.',
  ],
  ['a recovery file', await sample('alice.psrk'), 'The device file is not protected by a password.'],
  [
    'a file with a one-time code',
    fileWith({ totp_opaque_key_id: Uuid.of(new Uint8Array(16).fill(1)) }),
    'The device file needs a one-time code besides its password.',
  ],
  [
    'a file whose Argon2id takes too much memory',
    fileWith({ algorithm: { ...algorithm, memlimit_kb: 2 ** 31 } }),
    'The password hash of this file cannot be computed.',
  ],
  [
    'a damaged file',
    fileWith({ ciphertext: ciphertext.with(60, (ciphertext[60] ?? 0) ^ 1) }),
    'Wrong password, or the file is damaged.',
  ],
];

for (const installed of browsers)
  describe.skipIf(isSkipped(installed, 'device files were'))(`the client in ${installed.name}`, () => {
    let app: ServedApp;
    let browser: Browser;
    let context: BrowserContext;
    let page: Page;
    let folder = '';

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'parsec-spec-files-'));
      app = await serveApp({}, origins);
      browser = await startBrowser(installed);
      context = await browser.createBrowserContext();
      ({ page } = await openPage(context, app.url, 390));
    });
    afterAll(async () => {
      await browser?.close();
      await app?.close();
      await rm(folder, { recursive: true, force: true });
    });

    async function openFile(bytes: Uint8Array): Promise<void> {
      const path = join(folder, 'chosen.keys');
      await writeFile(path, bytes);
      await screen(page, 'Welcome');
      const input = await page.waitForSelector('#file');
      await (input as unknown as { uploadFile: (path: string) => Promise<void> }).uploadFile(path);
    }

    async function logInWith(typed: string): Promise<void> {
      await fill(page, { password: typed });
      await press(page, 'Log in');
    }

    const goHome = (): Promise<void> => press(page, 'Parsec', '.home');

    test('forgets a device only after a warning', async () => {
      await openFile(original);
      await screen(page, 'Log in to OrgA-sample');
      await goHome();
      await press(page, 'Forget desktop');
      await shown(page, '.warning', 'you lose access to OrgA-sample for good');
      await press(page, 'Keep it');
      await press(page, 'Forget desktop');
      await press(page, 'Forget it');
      await shown(page, 'p', 'No device is stored in this browser yet.');
    });

    test.for(refusedAtOnce)('refuses %s at once', async ([, bytes, text]) => {
      await openFile(bytes);
      await shown(page, '#file-problem', text);
      await shown(page, 'p', 'No device is stored in this browser yet.');
    });

    test.for(refusedLater)('refuses %s at the log-in', async ([, bytes, text]) => {
      await openFile(bytes);
      await shown(page, 'h1', 'Log in to Org');
      await logInWith(password);
      await shown(page, '.problem', text);
      expect(await typedIn(page, 'password')).toBe('');
      await goHome();
      await press(page, 'Forget');
      await press(page, 'Forget it');
      await shown(page, 'p', 'No device is stored in this browser yet.');
    });

    test('opens a file of Scille’s client with its password, and then asks its server', async () => {
      await openFile(original);
      await logInWith(`${password}!`);
      await shown(page, '.problem', 'Wrong password, or the file is damaged.');
      await logInWith(password);
      await shown(page, '.problem', `The server ${server}/ cannot be reached.`);
    });

    test('tells that a device is known, and that its file is gone after another tab forgot it', async () => {
      await goHome();
      await openFile(original);
      await shown(page, '#file-problem', 'This device is already in this browser.');
      await press(page, 'Log in');
      const { page: other } = await openPage(context, app.url, 390);
      await press(other, 'Forget desktop');
      await press(other, 'Forget it');
      await shown(other, 'p', 'No device is stored in this browser yet.');
      await other.close();
      await logInWith(password);
      await shown(page, '.problem', 'The device file is no longer in this browser.');
    });
  });
