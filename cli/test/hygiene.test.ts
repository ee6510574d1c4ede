import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { API_VERSION } from '@parsec-spec/spec/commands';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/** The files that a clone has. */
const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(root, path)));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const isText = (path: string) => !read(path).includes('\0');

const sources = tracked.filter((path) => /\.ts$/.test(path) && !/\/generated\//.test(path));

/** `path:line: text` of each line in `paths` that matches `pattern`. */
function linesLike(pattern: RegExp, paths: readonly string[]): string[] {
  return paths.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}

// The patterns are concatenated, because otherwise this file would match them.
const machinePath = new RegExp(['/wo', 'rk/|/ro', 'ot/|/home/[a-z]|/tmp/ba', 'sh_'].join(''));
const registryHost = new RegExp(['https?://(regi', 'stry|deb|files|static|index|repo1?)\\.'].join(''));

test('no file has a path of a machine', () => {
  expect(linesLike(machinePath, tracked.filter(isText))).toEqual([]);
});

test('no file has a registry host, including the lock', () => {
  expect(tracked).toContain('package-lock.json');
  expect(linesLike(registryHost, tracked.filter(isText))).toEqual([]);
});

test('no command gives npx an option that is for parsec-spec', () => {
  expect(linesLike(/npx --no parsec-spec --?\w/, tracked.filter(isText))).toEqual([]);
});

test('no log and no profile is committed', () => {
  expect(tracked.filter((path) => /\.(log|cpuprofile|heapsnapshot)$/.test(path))).toEqual([]);
});

test('no default export but those of tool configurations', () => {
  const found = linesLike(/^export default/, sources);
  expect(found.filter((line) => !/^[^:]*\.config\.ts:/.test(line))).toEqual([]);
  expect(found.length).toBeGreaterThan(0);
});

test('no test is skipped, and no to-do remains', () => {
  const marks = new RegExp(
    '\\b(it|test|describe)\\.(skip|todo|only)\\b|\\b(TO' + 'DO|FIX' + 'ME|XX' + 'X)\\b',
  );
  expect(linesLike(marks, sources)).toEqual([]);
});

test('no type error is ignored, and each ignored lint has a reason', () => {
  expect(linesLike(/^\s*\/\/\s*@ts-/, sources)).toEqual([]);
  expect(linesLike(/biome-ignore(?!.*: \S+ \S+)/, sources)).toEqual([]);
});

test('half of the files have at most 100 lines, nine in ten at most 250', () => {
  const sizes = sources.map((path) => read(path).split('\n').length - 1).sort((a, b) => a - b);
  const quantile = (part: number) => sizes[Math.floor((sizes.length - 1) * part)] ?? 0;
  expect(sizes.length).toBeGreaterThan(50);
  expect(quantile(0.5)).toBeLessThanOrEqual(100);
  expect(quantile(0.9)).toBeLessThanOrEqual(250);
});

test('file names are in kebab-case, except names of the protocol or of tools', () => {
  const named = sources.map((path) => path.split('/').at(-1) ?? '');
  const odd = named.filter((name) => !/^[a-z0-9]+([.-][a-z0-9]+)*\.ts$/.test(name));
  const commands = new Set(
    tracked.flatMap((path) => /^spec\/(?:commands\/[^/]+|administration)\/([^/]+)\//.exec(path)?.[1] ?? []),
  );
  expect(odd.filter((name) => !commands.has(name.replace(/(\.test)?\.ts$/, '')))).toEqual([]);
});

test('comments refer only to files of the tree and to public standards', () => {
  const cited = linesLike(/\bspec\/[a-z_/-]+\.md\b/, sources);
  const missing = cited.filter((line) =>
    [...line.matchAll(/\bspec\/[a-z_/-]+\.md\b/g)].some(([path]) => !existsSync(join(root, path))),
  );
  expect(cited.length).toBeGreaterThan(50);
  expect(missing).toEqual([]);
  // A reference to a document that is not public.
  expect(linesLike(/^(?!.*\bRFC \d).*\u00a7/, sources)).toEqual([]);
});

test('the version of the API is set in two places', () => {
  const shipped = sources.filter((path) => /\/src\//.test(path));
  expect(linesLike(new RegExp(`'${API_VERSION.replace('.', '\\.')}'`), shipped)).toEqual([
    expect.stringMatching(/^conformance\/src\/wire\/api-version\.ts:/),
    expect.stringMatching(/^spec\/src\/commands\/family\.ts:/),
  ]);
});
