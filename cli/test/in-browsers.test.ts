import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browsers, isSkipped, openPage, startBrowser } from './support/browsers.ts';
import { copyTree } from './support/copy-tree.ts';
import { install, pack } from './support/packed-packages.ts';
import { type Site, serveBundle } from './support/packed-site.ts';

const root = join(import.meta.dirname, '..', '..');
const packages = ['fixtures', 'spec', 'reference-client', 'reference-server'];
let folder = '';
let site: Site | undefined;
let vectors: readonly object[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-page-'));
  const tree = join(folder, 'tree');
  const app = join(folder, 'app');
  await copyTree(root, tree, packages);
  await mkdir(app);
  const packed = new Map<string, readonly string[]>();
  for (const name of packages) packed.set(name, await pack(join(tree, name), app));
  await install(
    app,
    (await readdir(app)).filter((name) => name.endsWith('.tgz')).map((name) => `./${name}`),
  );
  // A client opens device files, which needs more than a reader of the specification.
  const files = (packed.get('fixtures') ?? []).filter((path) =>
    /^(?!device-files|journeys)[a-z-]+\/[\w-]+\.json$/.test(path),
  );
  const fixtures = join(app, 'node_modules', '@parsec-spec', 'fixtures');
  vectors = await Promise.all(
    files.map(async (path) => JSON.parse(await readFile(join(fixtures, path), 'utf8')) as object),
  );
  site = await serveBundle(app);
}, 480_000);
afterAll(async () => {
  await site?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a bundle of the packed packages has nothing of Node', () => {
  expect(site?.script).toContain('invite_claimer_step');
  expect(site?.script.match(/["'`]node:[a-z/]+["'`]|\bBuffer\.from\b/g)).toBeNull();
});

for (const installed of browsers) {
  const { name, path, apt } = installed;

  describe.skipIf(isSkipped(installed, 'the packages were'))(`the packed packages in ${name}`, () => {
    let browser: Browser;

    beforeAll(async () => {
      expect(path, `${apt} is required in CI`).toBeDefined();
      browser = await startBrowser(installed);
    });
    afterAll(() => browser?.close());

    test('read and write every vector, with each provider of cryptography', async () => {
      const { page, trouble } = await openPage(browser, site?.url ?? '');
      const result = await page.evaluate(`inPage.vectors(${JSON.stringify(vectors)})`);
      expect(result).toEqual({
        problems: [],
        compared: expect.any(Number),
        isPortable: true,
        client: 'WebCrypto',
      });
      expect((result as { compared: number }).compared).toBeGreaterThan(2_000);
      expect(trouble).toEqual([]);
    });

    test('create, bootstrap and join an organization in the page', async () => {
      const { page, trouble } = await openPage(browser, site?.url ?? '');
      expect(await page.evaluate('inPage.journey()')).toEqual({
        codes: [true, true],
        events: expect.arrayContaining(['device-added', 'open', 'user-enrolled']),
        users: 2,
        devices: ['alice desktop', 'bob desktop', 'laptop'],
        files: true,
        changed: true,
        wrong: 'cannot-be-opened',
        skipped: 1,
      });
      // Argon2id, which would block the page.
      expect(page.workers().length).toBe(1);
      // The stored devices outlast the page.
      await page.reload();
      expect(await page.evaluate('inPage.storedDevices()')).toEqual([
        'alice desktop',
        'bob desktop',
        'laptop',
      ]);
      expect(trouble).toEqual([]);
    });

    test('answer requests to the server in the page', async () => {
      const { page, trouble } = await openPage(browser, site?.url ?? '');
      expect(await page.evaluate('inPage.server()')).toEqual({
        created: 200,
        again: 200,
        pong: { status: 'ok', pong: 'in the page' },
        large: 413,
      });
      expect(trouble).toEqual([]);
    });
  });
}
