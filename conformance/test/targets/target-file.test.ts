import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseTargetFile, readTargetFile } from '../../src/targets/read-target-file.ts';

const folder = join(import.meta.dirname, '..', '..', 'targets');

test('the target files of this project are valid, and define settings', async () => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));
  expect(names.sort()).toEqual(['parsec-cloud-postgres.yaml', 'parsec-cloud.yaml', 'reference-server.yaml']);
  for (const name of names) {
    const file = await readTargetFile(join(folder, name));
    expect(file.name).toBe(name.replace('.yaml', ''));
    expect(file.start?.options?.spontaneous?.arguments).toEqual(['--spontaneous-organization-bootstrap']);
  }
});

const entry = { check: 'a/b', reason: 'r', owner: 'o', expiry: '2027-02-28', observed: 'x' };
const withEntry = (change: object) => JSON.stringify({ name: 'n', baseline: [{ ...entry, ...change }] });

test('a baseline entry is read unchanged', () => {
  expect(parseTargetFile(withEntry({}), 'f').baseline).toEqual([entry]);
});

test('braces that mark no placeholder stay', () => {
  const text = "{name: n, start: {command: [sh, -c, 'awk {print} {x} {data}']}}";
  expect(parseTargetFile(text, 'f').start?.command?.at(-1)).toBe('awk {print} {x} {data}');
});

test('omitted parts of a file get defaults, whatever comes first', () => {
  for (const text of ['baseline: []', '\ufeff---\nbaseline: []', '%YAML 1.2\n---\nbaseline: []'])
    expect(parseTargetFile(text, 'f', { name: 'n' })).toEqual({ name: 'n', baseline: [] });
  expect(parseTargetFile('name: m', 'f', { name: 'n' })).toEqual({ name: 'm' });
});

test.each([
  ['no name', '{}', "must have required property 'name'"],
  ['an unknown key', '{name: n, nmae: m}', '`nmae`'],
  ['an unknown setting', '{name: n, start: {options: {colour: {arguments: []}}}}', '`colour`'],
  [
    'a setting spelt by nothing',
    '{name: n, start: {options: {spontaneous: {}}}}',
    '/start/options/spontaneous',
  ],
  ['an unknown family', '{name: n, capabilities: {families: [anon]}}', 'anonymous_server'],
  ['broken YAML', 'name: [', 'f: '],
  [
    'a misspelt placeholder',
    '{name: n, start: {arguments: [--host, "{hots}:{port}"]}}',
    '`{hots}` is no placeholder, `{host}` is',
  ],
  [
    'one in a setting',
    '{name: n, start: {options: {emailHost: {arguments: ["{vlaue}"]}}}}',
    '`{vlaue}` is no placeholder, `{value}` is',
  ],
  ['a list', '[name]', 'the file must hold a map'],
  ['nothing', '', 'the file must hold a map'],
  ['too long a file', 'a'.repeat((1 << 20) + 1), 'f: it has more than 1048576 characters'],
  ['a file of brackets', '['.repeat(1 << 20), 'f: it has more than 64 levels'],
  ['a file of dashes', '- '.repeat(1 << 19), 'f: it has more than 64 levels'],
  [
    'a map in maps',
    Array.from({ length: 1400 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'),
    'f: it has a line after more than 256 blanks',
  ],
  ['a file of line breaks', '\n'.repeat(1 << 20), 'f: it has more than 131072 marks'],
  [
    'aliases that multiply without end',
    `name: n\na: &a [${'x, '.repeat(20)}x]\n${[...'bcdefgh'].map((to, at) => `${to}: &${to} [${`*${'abcdefg'[at]}, `.repeat(20)}x]`).join('\n')}`,
    'f: Excessive alias count',
  ],
  ['a day the calendar lacks', withEntry({ expiry: '2027-02-30' }), '/baseline/0/expiry'],
  ['an entry without its observation', withEntry({ observed: undefined }), "'observed'"],
])('%s is refused, and the error says where', (_what, text, complaint) => {
  expect(() => parseTargetFile(text, 'f')).toThrow(
    expect.objectContaining({ code: 'usage', message: expect.stringContaining(complaint) }),
  );
});

test('words in braces that only look like a placeholder belong to the command', () => {
  const words = ['{date}', '{post}', '{list}', ...['{ports}', '{hots}'].map((word) => `$${word}`)];
  expect(parseTargetFile(JSON.stringify({ name: 'n', start: { arguments: words } }), 'f')).toMatchObject({
    start: { arguments: words },
  });
});

test('a file without required parts may consist of comments', () => {
  for (const text of ['', '# nothing is known\n', '---\n'])
    expect(parseTargetFile(text, 'f', { name: 'baseline' })).toEqual({ name: 'baseline' });
});

test('an unreadable target file is wrong usage', async () => {
  await expect(readTargetFile(join(folder, 'none.yaml'))).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('cannot be read'),
  });
});
