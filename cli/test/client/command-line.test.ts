import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDevice } from '@parsec-spec/reference-client/device-files';
import { createServer } from '@parsec-spec/reference-server/core';
import { type Listening, listen } from '@parsec-spec/reference-server/node';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cacheHome } from '../support/cache-home.ts';
import type { CommandResult } from '../support/machines.ts';

const bin = new URL('../../bin/parsec-spec.mjs', import.meta.url).pathname;
const password = 'Nine-lives-of-77-cats';
const server = createServer({ config: { administration_token: 't' } });
let listening: Listening;
let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'parsec-spec-cli-'));
  listening = await listen(server, { host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await listening.stop(100);
  await rm(home, { recursive: true, force: true });
});

/** Runs the binary as a shell does, with a test folder as `~`. */
function run(args: readonly string[], input = '', shell?: string): Promise<CommandResult> {
  const env = { PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: cacheHome };
  const command = shell === undefined ? process.execPath : '/bin/bash';
  const argv = shell === undefined ? [bin, ...args] : ['-c', shell, 'bash', process.execPath, bin, ...args];
  return new Promise((done) => {
    const child = execFile(command, argv, { env, timeout: 300_000 }, (error, stdout, stderr) =>
      done({ exit: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}

it('create, found, list, log in: one JSON object on stdout each, the password never an argument, no secret in the most verbose log', async () => {
  const administration = ['--server', listening.url, '--administration-token', 't'];
  const created = await run([
    'client',
    'organization',
    'create',
    'Acme',
    ...administration,
    '--output',
    'json',
  ]);
  expect(created).toMatchObject({ exit: 0, stderr: '' });
  const { bootstrap_url_as_http_redirection: link } = JSON.parse(created.stdout);

  const founder = ['--email', 'alice@example.com', '--name', 'Alice', '--device-label', 'laptop'];
  const verbose = ['--log-level', 'trace', '--output', 'json'];
  const bootstrap = ['client', 'organization', 'bootstrap', link, ...founder, ...verbose];
  const bootstrapped = await run([...bootstrap, '--password-stdin'], `${password}\n`);
  expect(bootstrapped.exit).toBe(0);
  const { device, user } = JSON.parse(bootstrapped.stdout);
  expect(user).toMatchObject({ name: 'Alice', profile: 'ADMIN' });
  expect(await readdir(join(home, '.config', 'parsec3', 'libparsec', 'devices'))).toEqual([
    `${device.id}.keys`,
  ]);

  const again = await run([...bootstrap, '--password-stdin'], `${password}\n`);
  expect([again.exit, JSON.parse(again.stdout).error.code]).toEqual([1, 'already-bootstrapped']);

  const listed = await run(['client', 'device', 'list', '--output=json']);
  expect(JSON.parse(listed.stdout).devices).toMatchObject([{ device: { id: device.id, label: 'laptop' } }]);

  const entered = await run(['client', 'login', ...verbose, '--password-stdin'], password);
  expect(JSON.parse(entered.stdout)).toMatchObject({ organization: 'Acme', user: { profile: 'ADMIN' } });

  const opened = await openDevice(syncCrypto, device.file, { kind: 'password', password });
  if (!opened.ok) throw new Error(opened.reason);
  const output = [bootstrapped, again, entered].flatMap(({ stdout, stderr }) => [stdout, stderr]).join('');
  expect(output).toContain('/anonymous/Acme');
  const { signing_key, private_key, user_realm_key, local_symkey } = opened.device;
  const token = new URL(link).searchParams.get('p') ?? '?';
  const secrets = [password, token];
  for (const key of [signing_key, private_key, user_realm_key, local_symkey]) {
    for (const form of ['hex', 'base64', 'base64url', 'latin1'] as const)
      secrets.push(Buffer.from(key).toString(form));
  }
  expect(secrets.filter((secret) => output.includes(secret))).toEqual([]);
});

it.runIf(process.platform !== 'win32')(
  'a password comes by any descriptor, also where an older Node starts the binary',
  async () => {
    const login = ['client', 'login', '--password-fd', '7'];
    const entered = await run(login, '', `"$@" 7< <(printf '%s\\n' '${password}')`);
    expect(entered).toMatchObject({ exit: 0, stdout: expect.stringContaining('Alice@laptop') });
    const closed = await run(login);
    expect(closed).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('--password-fd: the descriptor cannot be read'),
    });
  },
);

it('exit codes: wrong password 1, missing option 2, offline 4, and no stack trace', async () => {
  const ended = await Promise.all([
    run(['client', 'login', '--password-stdin'], 'wrong'),
    run(['client', 'login']),
    run([
      'client',
      'organization',
      'create',
      'X',
      '--server',
      'http://127.0.0.1:9',
      '--administration-token',
      't',
    ]),
    run(['client', 'login', '--password-stdin'], ''),
    run(['client', 'user', 'revoke', 'alice@example.com', '--password-stdin'], password),
    run(['client', 'device', 'change-password', '--password-stdin'], `${password}\n`),
    run(['client', 'device', 'list'], '', '"$@" > /dev/full'),
  ]);
  expect(ended.map(({ exit }) => exit)).toEqual([1, 2, 4, 2, 2, 2, 74]);
  const [, , , , revoked, halfway, full] = ended.map(({ stderr }) => stderr);
  expect(revoked).toContain('--yes is missing');
  expect(halfway).toContain('--password-stdin: there is no further line');
  expect(full).toContain('stdout cannot be written (ENOSPC)');
  for (const { stderr } of ended) expect(stderr).not.toMatch(/^\s+at /m);
});

it('--config-dir and PARSEC_CONFIG_DIR are the folder that holds devices/', async () => {
  const { stdout } = await run([
    'client',
    'device',
    'list',
    '--config-dir',
    join(home, 'elsewhere'),
    '--output',
    'json',
  ]);
  expect(JSON.parse(stdout)).toMatchObject({ folder: join(home, 'elsewhere', 'devices'), devices: [] });
  const shell = `PARSEC_CONFIG_DIR='${home}/other' "$@"`;
  const other = await run(['client', 'device', 'list', '--output', 'json'], '', shell);
  expect(JSON.parse(other.stdout)).toMatchObject({ folder: join(home, 'other', 'devices') });
});

it('the administration token can be in a file', async () => {
  const file = join(home, 'token');
  await writeFile(file, 't\n');
  const info = ['client', 'organization', 'info', 'Acme', '--server', listening.url];
  const { exit, stdout } = await run([...info, '--administration-token-file', file, '--output', 'json']);
  expect([exit, JSON.parse(stdout).is_bootstrapped]).toEqual([0, true]);
});
