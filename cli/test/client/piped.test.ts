import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run } from '../support/machines.ts';

let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'parsec-spec-cli-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const bootstrapCommand = [
  ...['organization', 'bootstrap', 'parsec3://127.0.0.1:9/Acme?no_ssl=true&a=bootstrap_organization&p=wA'],
  ...['--email', 'alice@example.com', '--name', 'Alice', '--device-label', 'laptop', '--password-stdin'],
];

it.each([
  ['is empty, such as an unset variable', '\n', 'the password is empty'],
  ['is longer than any line', 'x'.repeat(70_000), '--password-stdin: the line is longer than 65536 bytes'],
  [
    'is not UTF-8, which would map different passwords to one',
    'caf\\xe9',
    '--password-stdin: the line is not UTF-8',
  ],
])('a new password that %s is refused', async (_, text, message) => {
  const { exit, stderr } = await run(
    home,
    bootstrapCommand,
    Buffer.from(text.replace('\\xe9', '\u00e9'), 'latin1'),
  );
  expect([exit, stderr]).toEqual([2, expect.stringContaining(message)]);
});

it('a usable piped password is accepted', async () => {
  const { exit } = await run(home, bootstrapCommand, 'Nine-lives-of-77-cats\n');
  // No server listens there.
  expect(exit).toBe(4);
});
