import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveOptions } from '@parsec-spec/reference-server/settings';
import { afterAll, expect, test } from 'vitest';
import { callCli } from '../support/call-cli.ts';
import { freePort } from '../support/free-port.ts';
import { startCli } from '../support/run-cli.ts';

const bin = fileURLToPath(new URL('../../bin/parsec-spec.mjs', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-serve-'));
afterAll(() => rmSync(folder, { recursive: true }));
const serve = (...args: string[]) => callCli(['serve', ...args], { cwd: folder });

test('the help of serve fits 80 columns and has every option in a group', async () => {
  const { stdout } = await serve('--help');
  expect(stdout.split('\n').filter((line) => [...line].length > 80)).toEqual([]);
  for (const { name } of serveOptions) expect(stdout).toMatch(new RegExp(`^  (?:-\\w, )?--${name}\\b`, 'm'));
  expect(stdout.match(/^[A-Z][\w ]+:$/gm)).toEqual([
    ...['Network:', 'Database:', 'Administration and organizations:', 'Mail:', 'Log and metrics:'],
    ...['Development:', 'Client:', 'Tests of clients:', 'Instead of serving:', 'Examples:'],
  ]);
});

const secrets = ['t0ken-secret', 'hunter2', 'relay-secret', 'hook-secret'];
const secretly = [
  ...[
    '--administration-token',
    't0ken-secret',
    '--db',
    'postgresql://me:hunter2@db.test/parsec?sslmode=require',
  ],
  ...['--organization-bootstrap-webhook', 'https://hook.test/hook-secret?k=hook-secret'],
  ...['--email-host', 'mail.test', '--email-sender', 'parsec@mail.test'],
  ...['--email-host-user', 'me', '--email-host-password', 'relay-secret'],
  ...['--host', '0.0.0.0', '--metrics-listen', '[::1]:9464', '--email-use-tls'],
];

test('--check-config shows every setting without secrets, and starts nothing', async () => {
  const { code, stdout, stderr } = await serve('--check-config', ...secretly);
  expect(code).toBe(0);
  for (const secret of secrets) expect(stdout + stderr).not.toContain(secret);
  const shown = stdout.trimEnd().split('\n');
  expect(shown).toEqual(
    expect.arrayContaining([
      '--host 0.0.0.0',
      '--db postgresql://db.test/parsec',
      '--administration-token (hidden)',
      '--organization-bootstrap-webhook https://hook.test/(hidden)',
      '--email-host-password (hidden)',
      '--email-use-tls true',
      '--metrics-listen [::1]:9464',
      '--log-file (none)',
    ]),
  );
  const names = serveOptions.map(({ name }) => name);
  const others = ['dev', 'administration-token-file'];
  expect(shown.map((line) => line.slice(2).split(' ')[0])).toEqual(
    names.filter((name) => !others.includes(name)),
  );
  expect(stderr).toMatch(/^warning: links in mails lead to localhost although .* 0\.0\.0\.0/m);
  expect(readdirSync(folder)).toEqual([]);
});

test('--check-config prints JSON where the log is JSON', async () => {
  const { code, stdout, stderr } = await serve('--check-config', '--log-format', 'json', '--port', '1');
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toMatchObject({
    event: 'config',
    settings: { port: 1, 'server-addr': 'parsec3://127.0.0.1:1?no_ssl=true', 'administration-token': null },
    warnings: [expect.stringContaining('mails are not sent')],
  });
});

test.each([
  [['--port', 'abc'], '--port "abc" is not a port (0 to 65535)'],
  [['--metrics-listen', '9464'], '--metrics-listen "9464" is not HOST:PORT'],
  [['--db', 'mysql://x'], 'the database is none of memory:'],
  [['--db', 'postgresql://me:a/b@db.test/parsec'], 'the database is no usable postgresql:// URL'],
  [['--log-file', 'none/log'], '--log-file none/log cannot be written (ENOENT)'],
  [['--log-file', '.'], '--log-file . cannot be written (EISDIR)'],
  [['--ssl-keyfile', 'a', '--ssl-certfile', 'b'], '--ssl-keyfile a cannot be read (ENOENT)'],
])('--check-config with %j exits with 2', async (options, message) => {
  const { code, stdout, stderr } = await serve('--check-config', ...options);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(`parsec-spec: `);
  expect(stderr).toContain(message);
});

test('--send-test-mail sends a mail that names where links lead', async () => {
  const options = ['--email-host', `dir:${join(folder, 'mails')}`, '--server-addr', 'parsec3://parsec.test'];
  const { code, stdout } = await serve(...options, '--send-test-mail', 'alice@example.com');
  expect([code, stdout]).toEqual([0, `sent a test mail to alice@example.com by dir:${folder}/mails\n`]);
  const [file = ''] = readdirSync(join(folder, 'mails'));
  const mail = readFileSync(join(folder, 'mails', file), 'utf8');
  expect(mail).toMatch(/^To: alice@example\.com/m);
  expect(mail).toContain('https://parsec.test');
});

test('--send-test-mail that fails exits with 1 and gives the reason, without the password', async () => {
  const password = 'relay-secret';
  const encoded = Buffer.from(`\0me\0${password}`).toString('base64');
  const relay = createServer((socket) => {
    socket.write('220 here\r\n');
    socket.on('error', () => undefined);
    socket.on('data', (piece) =>
      socket.write(
        /^EHLO/i.test(String(piece))
          ? '250-here\r\n250 AUTH PLAIN\r\n'
          : `535 refused ${encoded} ${password}\r\n`,
      ),
    );
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const { port } = relay.address() as { port: number };
  const options = [
    '--email-host',
    '127.0.0.1',
    '--email-port',
    String(port),
    '--email-sender',
    'p@mail.test',
  ];
  const login = ['--email-host-user', 'me', '--email-host-password', password];
  const { code, stdout, stderr } = await serve(...options, ...login, '--send-test-mail', 'alice@example.com');
  relay.close();
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/was not sent by 127\.0\.0\.1:\d+: .*535 refused \[redacted\] \[redacted\]/);
  expect(stderr).toContain('--email-host-password');
  expect(stderr).not.toContain(password);
  expect(stderr).not.toContain(encoded);
});

test.each([
  [[], 'alice@example.com', 1, '--email-host is MOCKED'],
  [['--email-host', 'dir:/dev/null/mails'], 'alice@example.com', 1, '--email-host dir:FOLDER'],
  [['--email-host', 'dir:mails'], 'alice', 2, 'the recipient is not an e-mail address'],
])('--send-test-mail with %j to %s exits with %i', async (options, to, expected, message) => {
  const { code, stdout, stderr } = await serve(...options, '--send-test-mail', to);
  expect([code, stdout]).toEqual([expected, '']);
  expect(stderr).toContain(message);
});

test('--check-config and --send-test-mail exclude each other', async () => {
  expect((await serve('--check-config', '--send-test-mail', 'a@b.test')).code).toBe(2);
});

test.each([
  [['--client-connect', 'https://a.test/path'], 'is not an origin', 'expected https://HOST'],
  [['--redirect-to-client', '--no-client'], 'links cannot lead to the client', 'leave out --no-client'],
  [['--misbehave', 'http=503'], '--misbehave is for tests of clients', 'add --dev or --db memory:'],
  [['--dev', '--misbehave', 'certificate.autor=revoked'], 'no misbehaviour is called', 'certificate.author?'],
  [['--dev', '--misbehave', 'certificate.author=me'], '"me" is not a parameter', 'unknown | revoked'],
])('%j exits with 2', async (options, message, hint) => {
  const { code, stdout, stderr } = await serve(...options);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
  expect(stderr).toContain(hint);
});

test.each([
  [[], 'pass', 'notApplicable'],
  [['--redirect-to-client'], 'notApplicable', 'pass'],
])('with %j the suite judges where links lead', async (options, toClient, toWebClient) => {
  const program = [process.execPath, bin, 'serve', '--dev', ...options].map((word) => `'${word}'`).join(' ');
  const args = ['--only', 'links/redirect*', '--output', 'json'];
  const { code, stdout } = await callCli(['validate', `cmd:${program}`, ...args], { cwd: folder });
  expect(code).toBe(0);
  const { checks } = JSON.parse(stdout) as { checks: readonly { id: string; outcome: string }[] };
  const outcomes = Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome]));
  expect(outcomes).toMatchObject({
    'links/redirects#claim-user': toClient,
    'links/redirects-to-web-client': toWebClient,
  });
});

test.each([
  [[], 200],
  [['--no-client'], 404],
])('with %j the address of the client answers %i', async (options, expected) => {
  const port = String(await freePort());
  const server = startCli(['serve', '--dev', '--port', port, ...options], { cwd: folder });
  const status = () =>
    fetch(`http://127.0.0.1:${port}/client/`).then(
      (reply) => reply.status,
      () => 'not started',
    );
  await expect.poll(status).toBe(expected);
  server.signal('SIGTERM');
  expect((await server.ended).code).toBe(0);
});

test('--misbehave names its misbehaviours at the start, logs each one, and prints the link to its organization', async () => {
  const names = ['--misbehave', 'certificate.author=revoked', '--misbehave', 'http=503:1'];
  const server = startCli(['serve', '--dev', '--port', '0', ...names], { cwd: folder });
  const stderr = await server.waitForStderr(/claim_device/);
  const [, port = ''] = /127\.0\.0\.1:(\d+)\/Puppets/.exec(stderr) ?? [];
  await fetch(`http://127.0.0.1:${port}/anonymous/Org`, { method: 'POST' });
  await server.waitForStderr(/misbehaves: http=503:1 refused POST \/anonymous\/Org/);
  server.signal('SIGTERM');
  expect(stderr).toContain('this server misbehaves on purpose: certificate.author=revoked, http=503:1');
  expect(stderr).toMatch(
    /this server has: parsec3:\/\/127\.0\.0\.1:\d+\/Puppets\?no_ssl=true&a=claim_device&p=[\w-]+$/m,
  );
  expect((await server.ended).code).toBe(0);
});
