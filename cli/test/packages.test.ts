import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const packages = ['fixtures', 'spec', 'reference-client', 'reference-server', 'conformance', 'cli'];

interface Manifest {
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly repository?: object;
  readonly exports?: Readonly<Record<string, string | object>>;
}
const manifestOf = (name: string): Manifest =>
  JSON.parse(readFileSync(join(root, name, 'package.json'), 'utf8'));

/** The subpaths of a package by name. A folder `src/NAME/` with an `index.ts` stands for `./*`. */
function subpathsOf(name: string): readonly string[] {
  const keys = Object.keys(manifestOf(name).exports ?? {});
  const folders = keys.includes('./*') ? readdirSync(join(root, name, 'src')) : [];
  return [
    ...keys.filter((key) => !key.includes('*')).map((key) => key.slice(2)),
    ...folders.filter((folder) => existsSync(join(root, name, 'src', folder, 'index.ts'))),
  ];
}

/** The files that `npm pack` would take, without a build. */
async function packedFiles(name: string): Promise<readonly string[]> {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { stdout } = await promisify(execFile)('npm', args, {
    cwd: join(root, name),
    env: { ...process.env, NODE_OPTIONS: '' },
    maxBuffer: 1 << 26,
  });
  const [listed] = JSON.parse(stdout) as readonly { readonly files: readonly { readonly path: string }[] }[];
  return listed?.files.map(({ path }) => path) ?? [];
}
const packed = new Map<string, readonly string[]>();
for (const name of packages) packed.set(name, await packedFiles(name));

/** The relative links of a document that stay within its package. */
const linksIn = (name: string, document: string): readonly string[] =>
  [...readFileSync(join(root, name, document), 'utf8').matchAll(/\]\(([\w./-]+\.\w+)(?:#[^)]*)?\)/g)]
    .map(([, link = '']) => normalize(join(dirname(document), link)))
    .filter((path) => !path.startsWith('..'));

test.each(packages)('%s has a description, keywords and its folder in the repository', (name) => {
  const { description = '', keywords = [], repository } = manifestOf(name);
  expect(description).toMatch(/^[A-Z].{20,}[^.]$/);
  expect(keywords).toContain('parsec');
  expect(repository).toEqual({
    type: 'git',
    url: 'git+https://github.com/parsec-spec/parsec-spec.git',
    directory: name,
  });
});

test.each(packages)('the README of %s names every subpath', (name) => {
  const readme = readFileSync(join(root, name, 'README.md'), 'utf8');
  const unnamed = subpathsOf(name).filter(
    (subpath) => !new RegExp(`\`(?:[^\`\\s]*/)?${RegExp.escape(subpath)}\``).test(readme),
  );
  expect(unnamed).toEqual([]);
});

test('the packages have subpaths', () => {
  expect(subpathsOf('spec')).toEqual(expect.arrayContaining(['codec', 'arbitraries', 'requirements.json']));
});

test.each(packages)('%s packs its README and each file that a packed document links to', (name) => {
  const files = packed.get(name) ?? [];
  expect(files).toContain('README.md');
  const missing = files
    .filter((path) => path.endsWith('.md'))
    .flatMap((document) => linksIn(name, document).map((link) => ({ document, link })))
    .filter(({ link }) => !files.includes(link));
  expect(missing).toEqual([]);
});

test('spec packs every document of the protocol', () => {
  const documents = readdirSync(join(root, 'spec'), { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.md') && !/^(?:dist|node_modules|test)\//.test(path),
  );
  expect(documents).toContain('payloads/invite_user_data/README.md');
  expect(documents.filter((path) => packed.get('spec')?.includes(path) !== true)).toEqual([]);
});
