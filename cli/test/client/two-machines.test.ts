import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from '@parsec-spec/reference-server/core';
import { type Listening, listen } from '@parsec-spec/reference-server/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { printed, run, start } from '../support/machines.ts';

const password = 'Nine-lives-of-77-cats';
const server = createServer({ config: { administration_token: 't' } });
let listening: Listening;
let home = '';
const alice = (): string => join(home, 'alice');
const bob = (): string => join(home, 'bob');
const file = (name: string): string => join(home, name);
const json = ['--output', 'json'];
const piped = '--password-stdin';

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'parsec-spec-cli-'));
  listening = await listen(server, { host: '127.0.0.1', port: 0 });
  const where = ['--server', listening.url, '--administration-token', 't', '--bootstrap', piped];
  const who = ['--email', 'alice@example.com', '--name', 'Alice', '--device-label', 'laptop'];
  const created = await run(alice(), ['organization', 'create', 'Acme', ...where, ...who], password);
  if (created.exit !== 0) throw new Error(created.stderr);
});
afterAll(async () => {
  await listening.stop(100);
  await rm(home, { recursive: true, force: true });
});

const invited = async (email: string) => {
  const ended = await run(alice(), ['invite', 'user', email, '--no-mail', piped, ...json], password);
  return printed(ended) as unknown as { token: string; link: string };
};

const granting = ['--profile', 'STANDARD', piped];
const claiming = ['--name', 'Bob', '--device-label', 'desktop', piped];

it('a script runs both sides of an enrolment, which exchange codes by files, while a third process watches', async () => {
  const { token, link } = await invited('bob@example.com');
  const watching = start(alice(), ['watch', piped, ...json, '--for', '300'], password);
  await watching.said(/Listening/);
  // Codes of an earlier greeting, which must not be used.
  for (const name of ['g', 'c']) await writeFile(file(name), 'AAAA\n');
  const codes = (own: string, other: string) => ['--own-code-file', file(own), '--code', `@${file(other)}`];
  const verbose = ['--log-level', 'trace', ...json];
  const greeting = start(
    alice(),
    ['invite', 'greet', token, ...granting, ...codes('g', 'c'), ...verbose],
    password,
  );
  const ended = await run(
    bob(),
    ['invite', 'claim', link, ...claiming, ...codes('c', 'g'), ...verbose],
    `${password}-2`,
  );
  const claimed = printed(ended) as unknown as { device: { file: string; id: string } };
  expect(claimed).toMatchObject({
    organization: 'Acme',
    user: { name: 'Bob', profile: 'STANDARD' },
    verified: true,
  });
  const greeted = await greeting.ended;
  expect(printed(greeted)).toMatchObject({
    device: { id: claimed.device.id },
    invitation: { token, completed: true },
  });
  expect(await readdir(join(bob(), '.config', 'parsec3', 'libparsec', 'devices'))).toEqual([
    `${claimed.device.id}.keys`,
  ]);
  // The most verbose log of both has neither password nor token. The own code is printed once.
  const output = greeted.stderr + ended.stderr;
  expect([output.includes(password), output.includes(token), output.includes('invite_claimer_step')]).toEqual(
    [false, false, true],
  );
  for (const name of ['g', 'c']) {
    const code = (await readFile(file(name), 'utf8')).trim();
    expect(output.split(code)).toHaveLength(2);
  }
  await watching.said(/"kind":"invitation"[^\n]*FINISHED/);
  watching.child.kill('SIGINT');
  const lines = (await watching.ended).stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string });
  expect(lines.map(({ kind }) => kind).filter((kind) => kind !== 'claimer-waits')).toEqual([
    'open',
    'greeting-joined',
    'user-enrolled',
    'invitation',
  ]);
});

it('a wrong code: exit 1 on both sides, an explanation, no enrolment', async () => {
  const { token, link } = await invited('carol@example.com');
  const greeting = start(alice(), ['invite', 'greet', token, ...granting, '--code', 'AAAA'], password);
  const ended = await run(
    file('carol'),
    ['invite', 'claim', link, ...claiming, '--code', 'AAAA', ...json],
    password,
  );
  expect([ended.exit, JSON.parse(ended.stdout).error]).toMatchObject([
    1,
    { code: 'codes-differ', message: expect.stringContaining('The codes do not match.') },
  ]);
  const other = await greeting.ended;
  expect([other.exit, other.stdout]).toEqual([1, '']);
  expect(other.stderr).toMatch(
    /The newcomer reports that the codes do not match\. .* Nobody was admitted\.\n {2}talk to each other/,
  );
});

it('a code can be piped in after the password', async () => {
  const { token, link } = await invited('dora@example.com');
  const greeter = [...granting, '--own-code-file', file('g4'), '--code', `@${file('c4')}`];
  const greeting = start(alice(), ['invite', 'greet', token, ...greeter], password);
  const claimer = [...claiming, '--own-code-file', file('c4'), '--code', '-', ...json];
  const claim = start(file('dora'), ['invite', 'claim', link, ...claimer], undefined);
  claim.child.stdin?.write(`${password}\n`);
  const code = await greeting.said(/Read this code to .*: (....)/);
  claim.child.stdin?.end(`${code}\n`);
  expect(printed(await claim.ended)).toMatchObject({ user: { email: 'dora@example.com' } });
  expect((await greeting.ended).exit).toBe(0);
});

it('a code can come through a named pipe without blocking, and Ctrl-C there cancels the greeting for both sides', async () => {
  const { token, link } = await invited('emma@example.com');
  execFileSync('mkfifo', [file('pipe')]);
  const greeter = [...granting, '--own-code-file', file('g5'), '--code', `@${file('pipe')}`];
  const late = start(alice(), ['invite', 'greet', token, ...greeter], password);
  const claimer = ['invite', 'claim', link, ...claiming, '--code', `@${file('g5')}`];
  const claim = start(file('emma'), claimer, password);
  await claim.said(/Read this code to .*: [A-Z2-9]{4}/);
  late.child.kill('SIGINT');
  const ended = await late.ended;
  expect([ended.exit, ended.stderr]).toEqual([
    130,
    expect.stringContaining('Cancelled. The other side was notified.'),
  ]);
  expect(ended.stderr).not.toMatch(/^\s+at /m);
  const told = await claim.ended;
  expect([told.exit, told.stderr]).toEqual([1, expect.stringContaining('the greeter ended the greeting')]);
  const greeting = start(alice(), ['invite', 'greet', token, ...greeter], password);
  const again = start(file('emma'), claimer, password);
  const code = await again.said(/Read this code to .*: (....)/);
  await writeFile(file('pipe'), `${code}\n`);
  expect([(await greeting.ended).exit, (await again.ended).exit]).toEqual([0, 0]);
  const endless = ['--code', '@/dev/zero', '--own-code-file', file('g6')];
  const other = await invited('finn@example.com');
  const greets = start(alice(), ['invite', 'greet', other.token, ...granting, ...endless], password);
  const claims = ['invite', 'claim', other.link, ...claiming, '--code', `@${file('g6')}`];
  const claimed = run(file('finn'), claims, password);
  expect(await greets.ended).toMatchObject({ exit: 2, stderr: expect.stringContaining('cannot be read') });
  expect((await claimed).exit).toBe(1);
});

it('--wait limits every wait', async () => {
  const { token, link } = await invited('erik@example.com');
  const soon = ['--wait', '0.3', '--code', 'AAAA', ...json];
  const greeter = await run(
    alice(),
    ['invite', 'greet', token, '--profile', 'ADMIN', piped, ...soon],
    password,
  );
  const claimer = await run(file('erik'), ['invite', 'claim', link, ...claiming, ...soon], password);
  for (const { exit, stdout } of [greeter, claimer]) {
    expect([exit, JSON.parse(stdout).error]).toMatchObject([
      1,
      { code: 'peer-absent', message: 'the other person did not join in time' },
    ]);
  }
});

it('without a terminal each missing option is named before anything is sent', async () => {
  const { token, link } = await invited('frida@example.com');
  const missing = {
    '--code is missing': [
      ['invite', 'greet', token, ...granting],
      ['invite', 'claim', link, ...claiming],
    ],
    'TOKEN is missing': [
      ['invite', 'cancel', piped],
      ['invite', 'greet', '--code', 'AAAA', piped],
    ],
    'LINK is missing': [['invite', 'claim', '--code', 'AAAA', piped]],
    'EMAIL is missing': [['invite', 'user', piped]],
    'USER is missing': [['user', 'revoke', piped]],
    'PROFILE is missing': [['user', 'set-profile', 'x@y.z', piped]],
    '--device-label is missing': [['invite', 'claim', link, '--name', 'F', '--code', 'AAAA', piped]],
  };
  const cases = Object.entries(missing).flatMap(([said, lines]) =>
    lines.map((args) => [said, args] as const),
  );
  const ended = await Promise.all(cases.map(([, args]) => run(alice(), [...args, ...json], password)));
  expect(ended.map(({ exit, stdout }) => [exit, JSON.parse(stdout).error.message])).toEqual(
    cases.map(([said]) => [2, said]),
  );
});

it('a script changes a password, and the old one no longer works', async () => {
  const change = ['device', 'change-password', piped, ...json];
  expect(printed(await run(bob(), change, `${password}-2\nAnother-9-lives-of-cats\n`))).toMatchObject({
    changed: true,
  });
  expect((await run(bob(), ['login', piped], `${password}-2`)).exit).toBe(1);
  expect((await run(bob(), ['login', piped], 'Another-9-lives-of-cats')).stdout).toContain('Bob@desktop');
});
