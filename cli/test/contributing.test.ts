import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import workspace from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..', '..');
const text = await readFile(join(root, 'CONTRIBUTING.md'), 'utf8');

test('every command that CONTRIBUTING names is a script of the workspace', () => {
  const named = [...text.matchAll(/`npm run ([\w:-]+)/g)].map(([, name = '']) => name);
  expect(named).toContain('fix');
  expect(named.filter((name) => !(name in workspace.scripts))).toEqual([]);
});

const folders = '\\.ci|bench|cli|conformance|docs|fixtures|reference-client|reference-server|spec';
/** The paths in code that begin at the root of the tree, without those of examples. */
const pathsIn = (document: string): readonly string[] =>
  [
    ...readFileSync(join(root, document), 'utf8')
      .replace(/^(`{3,}).*?^\1$/gms, '')
      .matchAll(new RegExp(`\`((?:${folders})/[\\w./-]+)\``, 'g')),
  ]
    .map(([, path = '']) => path)
    .filter((path) => !/\b(?:NAME|TYPE|FAMILY|COMMAND|CHAPTER|mine)\b/.test(path));

const documents = ['ARCHITECTURE.md', 'CONTRIBUTING.md', ...globSync('docs/*.md', { cwd: root })];

test.each(documents)('the paths that %s names exist', (document) => {
  expect(pathsIn(document).filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('CONTRIBUTING names paths', () => {
  expect(pathsIn('CONTRIBUTING.md')).toContain('reference-server/src/serve/metrics.ts');
});

test('the format command of CONTRIBUTING formats a file', async () => {
  const [, command = ''] = /`([^`]+)` formats/.exec(text) ?? [];
  const folder = await mkdtemp(join(tmpdir(), 'parsec-spec-format-'));
  const files = [
    'package.json',
    'biome.json',
    '.gitignore',
    '.npmrc',
    'launch.mjs',
    'cli/bin/parent-watch.mjs',
  ];
  for (const name of files) await cp(join(root, name), join(folder, name));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'untidy.ts'), 'export const  a = {b:"c"} ;\n');
  await promisify(execFile)('bash', ['-c', command.replace('PATH', 'untidy.ts')], { cwd: folder });
  expect(await readFile(join(folder, 'untidy.ts'), 'utf8')).toBe("export const a = { b: 'c' };\n");
  await rm(folder, { recursive: true });
});
