import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import own from '../package.json' with { type: 'json' };
import { browsers, openPage, startBrowser } from './support/browsers.ts';
import { copyTree } from './support/copy-tree.ts';
import { type Site, serveBundle } from './support/packed-site.ts';

const root = join(import.meta.dirname, '..', '..');
const packages = ['fixtures', 'spec', 'reference-client', 'reference-server', 'conformance', 'cli'];

/** Runs a program without the conditions and the PATH entries of this repository. */
async function run(cwd: string, program: string, ...words: string[]): Promise<string> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(NODE_OPTIONS|VITEST.*|NODE_ENV|npm_.*)$/.test(name),
  );
  const options = { cwd, env: Object.fromEntries(kept), maxBuffer: 1 << 26, timeout: 240_000 };
  const { stdout } = await promisify(execFile)(program, words, options).catch(
    (failed: { stdout: string; stderr: string }) => {
      throw new Error(`${program} ${words.join(' ')}\n${failed.stdout}\n${failed.stderr}`);
    },
  );
  return stdout;
}

async function install(place: string, tarballs: readonly string[]): Promise<void> {
  await writeFile(join(place, 'package.json'), '{ "private": true, "type": "module" }\n');
  const quiet = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run(place, 'npm', 'install', ...quiet, ...tarballs);
}

// Optional peers, with the subpaths that need them, and the packages that are installed without them.
const peers = [
  { peer: 'msw', subpath: '@parsec-spec/reference-server/msw', without: 'app' },
  { peer: 'msw', subpath: '@parsec-spec/conformance/msw', without: 'app' },
  // The suite itself depends on fast-check.
  { peer: 'fast-check', subpath: '@parsec-spec/spec/arbitraries', without: 'spec-only' },
] as const;
let folder = '';
let app = '';
let specOnly = '';
const packed = new Map<string, readonly string[]>();
let site: Site | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-pack-'));
  const tree = join(folder, 'tree');
  app = join(folder, 'app');
  await copyTree(root, tree, packages);
  await mkdir(app);
  // Nothing is built yet: a clone has no `dist`.
  for (const name of packages) {
    const printed = await run(join(tree, name), 'npm', 'pack', '--json', '--pack-destination', app);
    // npm prints the output of scripts before the list.
    const listed = JSON.parse(printed.slice(printed.search(/^\[$/m))) as {
      filename: string;
      files: { path: string }[];
    }[];
    packed.set(name, listed[0]?.files.map(({ path }) => path) ?? []);
  }
  const tarballs = (await readdir(app)).filter((name) => name.endsWith('.tgz')).map((name) => `./${name}`);
  await install(app, tarballs);
  specOnly = join(folder, 'spec-only');
  await mkdir(specOnly);
  await install(
    specOnly,
    tarballs.filter((name) => /-spec-spec-|-fixtures-/.test(name)).map((name) => join(app, name)),
  );
}, 480_000);
afterAll(async () => {
  await site?.stop();
  await rm(folder, { recursive: true, force: true });
});

test.each(packages)('%s packs the files that it needs, without sources and tests', (name) => {
  const files = packed.get(name) ?? [];
  expect(files.length).toBeGreaterThan(1);
  expect(files.some((path) => path.endsWith('.js'))).toBe(name !== 'fixtures');
  const isSource = (path: string) => /(^|\/)test\/|(?<!\.d)\.ts$|\.tsbuildinfo$/.test(path);
  // An example of a client under test, which is read.
  const example = 'clients/reference-client.ts';
  expect(files.filter((path) => isSource(path) && path !== example)).toEqual([]);
});

test('no package contains a mutant or a helper of mutants', () => {
  const paths = [...packed.values()].flat();
  expect(paths).toContain('dist/checks/commands/ping/checks.js');
  expect(paths.filter((path) => /mutants|self-test/.test(path))).toEqual([]);
});

test('the installed binary prints its version', async () => {
  expect(
    await run(app, process.execPath, join(app, 'node_modules', '.bin', 'parsec-spec'), '--version'),
  ).toBe(`${own.version}\n`);
});

test('every subpath of every installed package can be imported', async () => {
  const subpaths: string[] = [];
  for (const name of packages.filter((each) => each !== 'cli' && each !== 'fixtures')) {
    const { exports = {} } = JSON.parse(await readFile(join(root, name, 'package.json'), 'utf8'));
    const source = join(root, name, 'src');
    for (const part of './*' in exports ? (await readdir(source)).sort() : []) {
      if (existsSync(join(source, part, 'index.ts'))) subpaths.push(`@parsec-spec/${name}/${part}`);
    }
    const named = Object.keys(exports).filter((key) => /^\.\/[a-z-]+$/.test(key));
    subpaths.push(...named.map((key) => `@parsec-spec/${name}/${key.slice(2)}`));
  }
  for (const { subpath, without } of peers)
    if (without === 'app') subpaths.splice(subpaths.indexOf(subpath), 1);
  const program = `
    for (const name of ${JSON.stringify(subpaths)}) {
      const parts = await import(name);
      console.log(name, Object.keys(parts).length > 0 && import.meta.resolve(name).endsWith('.js'));
    }`;
  await writeFile(join(app, 'import-all.mjs'), program);
  const said = await run(app, process.execPath, 'import-all.mjs');
  expect(said.trim().split('\n')).toEqual(subpaths.map((name) => `${name} true`));
  expect(subpaths).toContain('@parsec-spec/spec/codec');
});

test.each(peers)(
  '$subpath fails with a clear error when $peer is not installed',
  async ({ peer, subpath, without }) => {
    const place = without === 'app' ? app : specOnly;
    const program = `
    const { code, message } = await import('${subpath}').catch((fault) => fault);
    console.log(JSON.stringify({ code, message }));`;
    await writeFile(join(place, 'import-peer.mjs'), program);
    expect(existsSync(join(place, 'node_modules', peer))).toBe(false);
    expect(JSON.parse(await run(place, process.execPath, 'import-peer.mjs'))).toEqual({
      code: `${peer}-missing`,
      message: expect.stringContaining(`npm install --save-dev ${peer}`),
    });
  },
);

test('the installed binary names the file of a check and of a guard in the repository', async () => {
  const binary = join(app, 'node_modules', '.bin', 'parsec-spec');
  const said = await run(app, process.execPath, binary, 'explain', 'user_update/not-oneself');
  expect(said).toContain('Check     conformance/checks/commands/user_update/checks.ts (in the repository)');
  expect(said).toContain('Guard     spec/commands/authenticated/user_update/rules.ts (in the repository)');
});

test('the installed binary judges its reference server', async () => {
  const binary = join(app, 'node_modules', '.bin', 'parsec-spec');
  const words = ['validate', 'memory:reference', '--only', 'ping/*', '--output', 'json'];
  const report = JSON.parse(await run(app, process.execPath, binary, ...words)) as { verdict: string };
  expect(report.verdict).toBe('pass');
});

test('the installed binary shows its specification and checks vectors', async () => {
  const binary = join(app, 'node_modules', '.bin', 'parsec-spec');
  const read = await run(app, process.execPath, binary, 'read', 'organization_bootstrap');
  expect(read).toMatch(/Gives an organization its root key/);
  expect(await run(app, process.execPath, binary, 'read', 'OrganizationId')).toMatch(/organization-id-nfc/);
  await run(app, process.execPath, binary, 'fixtures', '--seed', '1', '--out', 'cast');
  // Opening device files takes long and tests nothing about packing.
  await rm(join(app, 'cast', 'device-files'), { recursive: true });
  await rm(join(app, 'cast', 'devices'), { recursive: true });
  expect(await run(app, process.execPath, binary, 'fixtures', '--check', 'cast')).toMatch(/all right/);
});

test('each package has its licence', async () => {
  for (const name of packages) {
    const installed = name === 'cli' ? 'parsec-spec' : join('@parsec-spec', name);
    const { license } = JSON.parse(
      await readFile(join(app, 'node_modules', installed, 'package.json'), 'utf8'),
    ) as {
      license: string;
    };
    expect(license).toBe('Apache-2.0');
    expect(packed.get(name)).toContain('LICENSE');
  }
});

/** The packed vectors that need no device file. */
async function packedVectors(): Promise<object[]> {
  const fixtures = join(app, 'node_modules', '@parsec-spec', 'fixtures');
  const files: object[] = [];
  for (const path of packed.get('fixtures') ?? []) {
    if (!/^(?!device-files|journeys)[a-z-]+\/[\w-]+\.json$/.test(path)) continue;
    files.push(JSON.parse(await readFile(join(fixtures, path), 'utf8')) as object);
  }
  return files;
}

test('a bundle of the packed packages has nothing of Node', async () => {
  site = await serveBundle(app);
  expect(site.script.match(/["'`]node:[a-z/]+|\b(?:Buffer|process)\.\w+/g)).toBeNull();
});

for (const installed of browsers) {
  const { name, path, apt } = installed;
  // In CI, a missing browser is an error instead of a skip.
  const isSkipped = path === undefined && process.env.CI !== 'true';
  if (isSkipped) console.warn(`the packages were not tested in ${name}: apt-get install ${apt}`);

  describe.skipIf(isSkipped)(`the packed packages in ${name}`, () => {
    let browser: Browser;

    beforeAll(async () => {
      expect(path, `${apt} is required in CI`).toBeDefined();
      site ??= await serveBundle(app);
      browser = await startBrowser(installed);
    });
    afterAll(() => browser?.close());

    const open = () => openPage(browser, site?.url ?? '');

    test('read and write every vector, with each provider of cryptography', async () => {
      const { page, trouble } = await open();
      const files = await packedVectors();
      const result = await page.evaluate(`inPage.vectors(${JSON.stringify(files)})`);
      expect(result).toEqual({ faults: [], compared: expect.any(Number), isPortable: true });
      expect((result as { compared: number }).compared).toBeGreaterThan(2_000);
      expect(trouble).toEqual([]);
    });

    test('answer requests to the server in the page', async () => {
      const { page, trouble } = await open();
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
