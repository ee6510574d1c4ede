import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodingsOfText } from '@parsec-spec/conformance/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callCli } from '../support/call-cli.ts';

const token = 'pLanted-Token_4711+of~the/Test';

/** The token and the variants that checks derive from it. */
const planted: Readonly<Record<string, string>> = {
  token,
  prefix: token.slice(0, -1),
  'upper case': token.toUpperCase(),
  'lower case': token.toLowerCase(),
  'basic credentials': Buffer.from(`admin:${token}`).toString('base64'),
};

/** The planted texts that occur in an output, each with the form that was found. */
const found = (written: Buffer): readonly string[] =>
  Object.entries(planted).flatMap(([name, secret]) =>
    encodingsOfText(secret).flatMap(([form, bytes]) => (written.includes(bytes) ? [`${name}, ${form}`] : [])),
  );

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-secrets-'));
});
afterAll(() => rm(folder, { recursive: true }));

// Checks that send the administration token, or a variant of it, in all sections that have some.
const only = [
  'administration/**',
  'organization_*/**',
  'authentication/**',
  'tos_*/**',
  'list_frozen_users/**',
];

test('a run writes neither the administration token nor a variant of it', async () => {
  const paths = [
    ['html', 'index.html'],
    ['junit', 'junit.xml'],
    ['ndjson', 'events.ndjson'],
    ['markdown', 'summary.md'],
    ['har', 'run.har'],
    ['badge', 'badge.svg'],
    ['badge', 'badge.json'],
    ['log', 'log'],
  ].map(([kind = '', name = '']) => ({ kind, path: join(folder, name) }));
  const { code, stdout, stderr } = await callCli([
    ...['validate', 'memory:reference', '--administration-token', token, '--output', 'json'],
    ...only.flatMap((pattern) => ['--only', pattern]),
    ...paths.flatMap(({ kind, path }) => ['--report', `${kind}=${path}`]),
  ]);
  expect(code, stderr).toBe(0);
  expect(found(Buffer.from(stdout)), 'stdout').toEqual([]);
  expect(found(Buffer.from(stderr)), 'stderr').toEqual([]);
  for (const { path } of paths) {
    const report = await readFile(path);
    expect(report.length, path).toBeGreaterThan(50);
    expect(found(report), path).toEqual([]);
  }
  const events = await readFile(join(folder, 'events.ndjson'), 'utf8');
  for (const check of ['token-required', 'token-is-bearer', 'token-exact'])
    expect(events).toContain(`"check":"administration/${check}"`);
  expect(events).toContain('Bearer [administration token]');
  // A report shows the first and the last exchanges of a check, and so not each variant.
  expect(events).toContain('Bearer [administration token, a prefix]');
});

test('a planted text is found in each of its forms', () => {
  for (const secret of Object.values(planted))
    for (const [, bytes] of encodingsOfText(secret))
      expect(found(Buffer.concat([Buffer.from('x'), bytes, Buffer.from('y')]))).not.toEqual([]);
});
