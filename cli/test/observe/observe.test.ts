import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openTarget, referenceClient, type ServerTarget } from '@parsec-spec/conformance/targets';
import { createServer } from '@parsec-spec/reference-server/core';
import { type Listening, listen } from '@parsec-spec/reference-server/node';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { callCli } from '../support/call-cli.ts';
import { cert, key } from '../support/key-pair.ts';
import { complaints, schemas } from '../support/schemas.ts';

const bin = fileURLToPath(new URL('../../bin/parsec-spec.mjs', import.meta.url));
const token = 'an-administration-token';
const password = 'Nine-lives-of-77-cats';
const sample = fileURLToPath(
  new URL('../../../conformance/clients/parsec-cli-traffic.ndjson', import.meta.url),
);
const ended: (() => void)[] = [];
let folder = '';
let server: ServerTarget;
let secure: Listening;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-observe-'));
  await writeFile(join(folder, 'password.txt'), `${password}\n`);
  await writeFile(join(folder, 'ca.pem'), cert);
  const target = await openTarget('memory:reference', { administrationToken: token });
  if (target.kind === 'client') expect.unreachable();
  server = target;
  const reference = createServer({ config: { administration_token: token } });
  secure = await listen(reference, { host: '127.0.0.1', port: 0, tls: { key, cert } });
});
afterEach(() => {
  for (const end of ended.splice(0)) end();
});
afterAll(async () => {
  await Promise.all([server.close(), secure.stop(100)]);
  await rm(folder, { recursive: true });
});

/** Starts `observe` and resolves when it listens. */
async function observe(...args: readonly string[]) {
  const child = spawn(process.execPath, [bin, 'observe', '--listen', '0', ...args], {
    env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  ended.push(() => child.kill('SIGKILL'));
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (part: Buffer) => {
    stdout += part;
  });
  const listening = Promise.withResolvers<string>();
  child.stderr.on('data', (part: Buffer) => {
    stderr += part;
    const [, address] = /^observing (\S+), /.exec(stderr) ?? [];
    if (address !== undefined) listening.resolve(address);
  });
  const end = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.once('close', (code) => {
      listening.reject(new Error(stderr));
      resolve({ code, stdout, stderr });
    }),
  );
  return { address: await listening.promise, end, interrupt: () => child.kill('SIGINT') };
}

/** The reference client creates an organization and logs in. */
async function bootstrap(address: string, organization: string, home: string): Promise<void> {
  const created = await fetch(`${address}/administration/organizations`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ organization_id: organization }),
  });
  const { bootstrap_url } = (await created.json()) as { bootstrap_url: string };
  await mkdir(home);
  const client = await (await referenceClient()).open(home, { cheapPassword: true });
  // Behind TLS the server names its own address.
  const link = new URL(bootstrap_url);
  link.host = new URL(address).host;
  link.searchParams.set('no_ssl', 'true');
  const founder = { email: 'alice@example.com', name: 'Alice', device: 'laptop', password };
  expect((await client.bootstrap({ link: link.href, ...founder })).end).toBe('ok');
  expect((await client.logIn({ device: 'laptop', password })).end).toBe('ok');
}

test('a client and a server are judged until Ctrl-C, and judged again from the recording', async () => {
  const file = join(folder, 'traffic.ndjson');
  const { address, end, interrupt } = await observe('--to', server.address, '--record', file);
  await bootstrap(address, 'Live', join(folder, 'live'));
  interrupt();
  const { code, stdout } = await end;
  expect(stdout).toMatch(
    /✓ organization_bootstrap\/client-request-is-coherent \(1\)[\s\S]*\nverdict: pass\n$/,
  );
  expect(code).toBe(0);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, 'utf8')).not.toContain(token);
  const again = await callCli(['observe', '--replay', file]);
  expect(again).toMatchObject({ code: 0, stdout, stderr: '' });
});

test('sealed contents are judged with home and password', async () => {
  const home = join(folder, 'sealed');
  const { address, end, interrupt } = await observe(
    ...['--to', server.address, '--output', 'json'],
    ...['--home', home, '--password-file', join(folder, 'password.txt')],
  );
  await bootstrap(address, 'Sealed', home);
  interrupt();
  const { code, stdout } = await end;
  const { format, verdict, rules, notes } = JSON.parse(stdout);
  expect([code, format, verdict, notes]).toEqual([0, 1, 'pass', []]);
  expect(rules.map(({ requirement }: { requirement: string }) => requirement)).toContain(
    'client-keys/no-secret-on-the-wire',
  );
});

test('a server with TLS is reached with its authority', async () => {
  const { address, end, interrupt } = await observe('--to', secure.url, '--ca-file', join(folder, 'ca.pem'));
  await bootstrap(address, 'Secure', join(folder, 'secure'));
  interrupt();
  expect(await end).toMatchObject({ code: 0, stdout: expect.stringMatching(/verdict: pass\n$/) });
});

test('the error names an untrusted server certificate', async () => {
  const { address, end, interrupt } = await observe('--to', secure.url);
  expect((await fetch(`${address}/anonymous/Org`, { method: 'POST' })).status).toBe(502);
  interrupt();
  const { stdout } = await end;
  expect(stdout).toMatch(/note: 1 request got no response \(\w*SELF_SIGNED_CERT\w*\): try --ca-file/);
});

test('it ends when idle, and without traffic there is no verdict', async () => {
  const { end } = await observe('--to', server.address, '--until-idle', '0.05');
  const { code, stdout } = await end;
  expect([code, stdout]).toEqual([
    5,
    'note: no client sent anything: give it the address of the proxy as its server\n' +
      '0 exchanges, 0 rules judged: 0 hold, 0 broken\nverdict: none\n',
  ]);
});

test('recorded traffic of Scille’s client breaks no rule', async () => {
  const { code, stdout } = await callCli(['observe', '--replay', sample, '--output', 'json']);
  const { verdict, exchanges, rules } = JSON.parse(stdout);
  expect([code, verdict, exchanges]).toEqual([0, 'pass', 246]);
  expect(rules.length).toBeGreaterThan(55);
});

test('a violation is shown with its evidence, and ends with 1', async () => {
  const file = join(folder, 'altered.ndjson');
  const lines = (await readFile(sample, 'utf8')).split('\n');
  const altered = lines.findIndex((line) => line.includes('/authenticated/'));
  lines[altered] = String(lines[altered]).replace('"api-version","5.6"', '"api-version","5"');
  await writeFile(file, lines.join('\n'));
  const json = await callCli(['observe', '--replay', file, '--output', 'json']);
  expect(complaints(schemas.observation, JSON.parse(json.stdout))).toBe('');
  expect([json.code, JSON.parse(json.stdout).rules[0].violations]).toEqual([1, [expect.anything()]]);
  const { code, stdout } = await callCli(['observe', '--replay', file]);
  expect(code).toBe(1);
  expect(stdout).toMatch(
    new RegExp(
      [
        '^FAIL client-transport/sends-api-version',
        '  TRANSPORT-35: the client MUST send `Api-Version` with every request.',
        '  broken in 1 of \\d+',
        `  exchange ${altered + 1}: POST /authenticated/OrgA-sample certificate_get \\S+Z`,
        '    expected Api-Version: 5, a dot and a minor number',
        '    observed api-version: 5\n',
      ].join('\n'),
    ),
  );
  expect(stdout).toMatch(/verdict: fail\n$/);
});

test.each([
  [[], /--listen is missing/],
  [['--listen', '0'], /--to is missing/],
  [
    ['--listen', '70000', '--to', 'http://127.0.0.1:1'],
    /^parsec-spec: --listen "70000" is not a port \(0 to 65535\)$/m,
  ],
  [['--listen', '0', '--to', 'nonsense'], /--to is not the URL of a server/],
  [['--listen', '0', '--to', 'http://127.0.0.1:1/path'], /without path/],
  [['--listen', '0', '--to', 'http://127.0.0.1:1', '--host', '192.0.2.1'], /not an address of this machine/],
  [['--listen', '0', '--to', 'http://127.0.0.1:1', '--home', '.'], /--home is given without --password-file/],
  [['--listen', '0', '--to', 'http://127.0.0.1:1', '--record', sample], /exists/],
  [['--replay', sample, '--to', 'http://127.0.0.1:1'], /--replay and --to exclude each other/],
  [['--replay', 'missing.ndjson'], /missing.ndjson cannot be read \(ENOENT\)/],
  [['--replay', 'password.txt'], /password.txt: line 1 is no recorded exchange/],
])('wrong usage is explained: %j', async (args, message) => {
  const { code, stdout, stderr } = await callCli(['observe', ...args], { cwd: folder });
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain('    at ');
});
