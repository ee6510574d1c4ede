import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import own from '../package.json' with { type: 'json' };
import { copyTree } from './support/copy-tree.ts';
import { install, pack, run } from './support/packed-packages.ts';

const root = join(import.meta.dirname, '..', '..');
const packages = ['fixtures', 'spec', 'reference-client', 'reference-server', 'conformance', 'cli'];

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

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-pack-'));
  const tree = join(folder, 'tree');
  app = join(folder, 'app');
  await copyTree(root, tree, packages);
  await mkdir(app);
  for (const name of packages) packed.set(name, await pack(join(tree, name), app));
  const tarballs = (await readdir(app)).filter((name) => name.endsWith('.tgz')).map((name) => `./${name}`);
  await install(app, tarballs);
  specOnly = join(folder, 'spec-only');
  await mkdir(specOnly);
  await install(
    specOnly,
    tarballs.filter((name) => /-spec-spec-|-fixtures-/.test(name)).map((name) => join(app, name)),
  );
}, 480_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(packages)('%s packs the files that it needs, without sources and tests', (name) => {
  const files = packed.get(name) ?? [];
  expect(files.length).toBeGreaterThan(1);
  expect(files.some((path) => path.endsWith('.js'))).toBe(name !== 'fixtures');
  const isSource = (path: string) => /(^|\/)test\/|(?<!\.d)\.ts$|\.tsbuildinfo$/.test(path);
  // An example of a client under test, which is read.
  const example = 'clients/reference-client.ts';
  expect(files.filter((path) => isSource(path) && path !== example)).toEqual([]);
});

test('the command line contains the pages of the client', () => {
  const pages = (packed.get('cli') ?? []).filter((path) => path.startsWith('dist/program/client-app/'));
  expect(pages).toContain('dist/program/client-app/index.html');
  expect(pages.filter((path) => /assets\/(page|worker|style)-/.test(path))).toHaveLength(3);
});

test('no package contains a mutant or a helper of mutants', () => {
  const paths = [...packed.values()].flat();
  expect(paths).toContain('dist/checks/commands/ping/checks.js');
  // The pages of the website break rules when a reader asks them to.
  const others = paths.filter((path) => !path.startsWith('dist/site/live/'));
  expect(others.filter((path) => /mutants|self-test/.test(path))).toEqual([]);
});

test('the command line carries the site, in at most 8 MB', async () => {
  expect(packed.get('cli')).toContain('dist/site/r/user_create/author-is-admin/index.html');
  const [tarball = ''] = (await readdir(app)).filter((name) => /^parsec-spec-\d/.test(name));
  expect((await stat(join(app, tarball))).size).toBeLessThan(8_000_000);
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
    const { code, message } = await import('${subpath}').catch((error) => error);
    console.log(JSON.stringify({ code, message }));`;
    await writeFile(join(place, 'import-peer.mjs'), program);
    expect(existsSync(join(place, 'node_modules', peer))).toBe(false);
    expect(JSON.parse(await run(place, process.execPath, 'import-peer.mjs'))).toEqual({
      code: `${peer}-missing`,
      message: expect.stringContaining(`npm install --save-dev ${peer}`),
    });
  },
);

test('the installed binary names the file of a story and of a guard in the repository', async () => {
  const binary = join(app, 'node_modules', '.bin', 'parsec-spec');
  const text = await run(app, process.execPath, binary, 'explain', 'user_update/not-oneself');
  expect(text).toMatch(/^Check\s+spec\/commands\/authenticated\/user_update\/README\.md:\d+ \(in the$/m);
  expect(text).toMatch(/^Guard\s+spec\/commands\/authenticated\/user_update\/rules\.ts:\d+ \(in the$/m);
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
