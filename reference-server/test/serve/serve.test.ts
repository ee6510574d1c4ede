import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from '@parsec-spec/spec/codec';
import { afterAll, expect, test } from 'vitest';
import { type Bootstrap, makeBootstrap } from '../support/bootstrap.ts';
import { type Answer, send } from '../support/http.ts';
import { bearer } from '../support/members.ts';
import { serveProcess } from '../support/serve-process.ts';
import { msgpack, organizationInfo } from '../support/test-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-serve-'));
afterAll(() => rmSync(folder, { recursive: true }));

const token = 'a-very-secret-token';
const json = ['--log-format', 'json', '--log-level', 'debug', '--administration-token', token];
const create = (origin: string, id: string, secret = token): Promise<Answer> =>
  send(origin, {
    target: '/administration/organizations',
    headers: [
      ['Authorization', `Bearer ${secret}`],
      ['Content-Type', 'application/json'],
    ],
    body: JSON.stringify({ organization_id: id }),
  });
const tokenOf = ({ body }: Answer): Buffer =>
  Buffer.from(/p=([\w-]+)/.exec(body.toString())?.[1] ?? '', 'base64url').subarray(2);
const urlIn = (line: string): string => (JSON.parse(line) as { url: string }).url;

test('answered writes survive kill -9; the next server takes the file over, a second one is refused meanwhile', async () => {
  const db = ['--db', `sqlite:${join(folder, 'killed.sqlite')}`];
  const first = await serveProcess([...json, ...db]);
  const origin = urlIn(first.first);
  await expect(serveProcess([...json, ...db])).rejects.toThrow(/ended with 1: .*in use by another server/);

  const answered: { id: string; bootstrap: Bootstrap }[] = [];
  const working = Array.from({ length: 8 }, async (_, worker) => {
    for (let index = 0; ; index++) {
      const id = `Org${worker}-${index}`;
      const created = await create(origin, id);
      // The disk is busy.
      if (created.status === 503) continue;
      const bootstrap = makeBootstrap(tokenOf(created));
      const { status } = await send(origin, {
        target: `/anonymous/${id}`,
        headers: msgpack,
        body: bootstrap.body,
      });
      if (status === 200) answered.push({ id, bootstrap });
      if (answered.length === 40) first.child.kill('SIGKILL');
    }
  });
  await Promise.allSettled(working);
  expect(await first.ended).toBe('SIGKILL');
  expect(answered.length).toBeGreaterThanOrEqual(40);

  const second = await serveProcess([...json, ...db]);
  for (const { id, bootstrap } of answered) {
    const headers = [...msgpack, ['Authorization', bearer(bootstrap)] as const];
    const body = encode(organizationInfo);
    expect((await send(urlIn(second.first), { target: `/authenticated/${id}`, headers, body })).status).toBe(
      200,
    );
  }
  second.child.kill('SIGTERM');
  expect(await second.ended).toBe(0);
});

test('the first line names the address, SIGTERM ends with 0, and no secret reaches the log', async () => {
  const server = await serveProcess([...json, '--db', 'memory:', '--server-addr', 'parsec3://public.test']);
  expect(JSON.parse(server.first)).toMatchObject({
    event: 'listening',
    host: '127.0.0.1',
    port: expect.any(Number),
    db: 'memory:',
    server_addr: 'parsec3://public.test',
  });
  const origin = urlIn(server.first);
  expect((await send(origin, { method: 'GET', target: '/' })).status).toBe(200);
  const bootstrapToken = tokenOf(await create(origin, 'Org'));
  const bootstrap = makeBootstrap(bootstrapToken);
  await send(origin, {
    target: '/anonymous/Org?p=payload-in-a-query',
    headers: msgpack,
    body: bootstrap.body,
  });
  const header = bearer(bootstrap);
  await send(origin, {
    target: '/authenticated/Org',
    headers: [...msgpack, ['Authorization', header]],
    body: encode(organizationInfo),
  });
  await create(origin, 'Other', 'a-wrong-token');
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
  const lines = server
    .stderr()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { msg: string });
  expect(lines.map(({ msg }) => msg)).toEqual(expect.arrayContaining(['request', 'stopped']));
  const said = server.stdout() + server.stderr();
  for (const secret of [
    token,
    'a-wrong-token',
    header.slice(7),
    bootstrapToken.toString('hex'),
    bootstrapToken.toString('base64url'),
    'payload-in-a-query',
  ]) {
    expect(said).not.toContain(secret);
  }
});

test('without a token a random one is created and shown once; it is valid for the administration', async () => {
  const server = await serveProcess(['--db', 'memory:']);
  expect(server.first).toMatch(/^Parsec server listening on http:\/\/127\.0\.0\.1:\d+ \(db=memory: /);
  await expect.poll(() => server.stderr()).toMatch(/shown once: \w{64}\n/);
  const shown = /shown once: (\w{64})\n/.exec(server.stderr())?.[1] ?? '';
  const origin = /http:\/\/[\d.]+:\d+/.exec(server.first)?.[0] ?? '';
  expect((await create(origin, 'Org', shown)).status).toBe(200);
  expect((await create(origin, 'Org', `${shown}x`)).status).toBe(403);
  server.child.kill('SIGINT');
  expect(await server.ended).toBe(0);
});

test('a server of --dev serves pages of this machine alone, and is administered under its own name alone', async () => {
  const server = await serveProcess(['--dev']);
  const { port } = new URL(/http:\/\/\S+/.exec(server.first)?.[0] ?? '');
  const ask = async (host: string, origin: string): Promise<[status: number, origin: string | undefined]> => {
    const request = get({
      host: '127.0.0.1',
      port,
      path: '/metrics',
      headers: { Host: host, Origin: origin, Authorization: 'Bearer s3cr3t' },
    });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    return [response.statusCode ?? 0, response.headers['access-control-allow-origin']];
  };
  for (const origin of ['http://localhost:5173', 'https://127.0.0.1', 'http://[::1]:1'])
    expect(await ask(`localhost:${port}`, origin)).toEqual([200, origin]);
  for (const origin of [
    'https://evil.test',
    'http://localhost.evil.test:1',
    'http://localhost:1.evil.test',
    'null',
  ])
    expect(await ask(`127.0.0.1:${port}`, origin)).toEqual([200, undefined]);
  for (const host of ['evil.test', `127.0.0.1.evil.test:${port}`, 'localhost.evil.test'])
    expect(await ask(host, `http://${host}`)).toEqual([421, undefined]);
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
});

test('unsupported options of parsec-cloud get a notice, wrong options end with 2, a port in use with 1', async () => {
  const server = await serveProcess(['--dev', '--blockstore', 'MOCKED'], { PARSEC_TEMPLATE_DIR: 'x' });
  const { port } = new URL(/http:\/\/\S+/.exec(server.first)?.[0] ?? '');
  await expect(serveProcess(['--dev', '--port', port])).rejects.toThrow(/ended with 1: .*is in use/s);
  await expect(serveProcess(['--port', 'x'])).rejects.toThrow(/ended with 2: .*--port/s);
  await expect(
    serveProcess(['--db', 'postgresql://me:hunter2@127.0.0.1:1/d', '--db-wait', '0']),
  ).rejects.toThrow(/ended with 1: (?!.*hunter2).*postgresql:\/\/127\.0\.0\.1:1\/d cannot be opened/s);
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
  expect(server.stderr()).toMatch(/--blockstore is not served/);
  expect(server.stderr()).toMatch(/PARSEC_TEMPLATE_DIR is not served/);
  expect(server.stderr()).toMatch(/mails are not sent/);
});
