import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findingFiles } from '../../src/report/finding-files.ts';
import { pastableRequest } from '../../src/report/request-script.ts';
import type { RecordedFinding } from '../../src/runner/suite-options.ts';
import { apiVersion } from '../../src/wire/api-version.ts';
import { Exchange, type HeaderList, type SentRequest } from '../../src/wire/exchange.ts';
import { rawRequest } from '../../src/wire/raw-socket.ts';
import { resultOf } from '../support/plain-failure.ts';

const token = 'Planted_4711+token/Test';
const run = promisify(execFile);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-script-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Accepts one connection and reads `length` bytes from it. Then it answers 204. */
async function capture(
  length: number,
): Promise<{ readonly address: string; readonly received: Promise<Buffer> }> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const received = once(server, 'connection').then(async ([socket]: net.Socket[]) => {
    const parts: Buffer[] = [];
    for await (const part of socket?.iterator({ destroyOnReturn: false }) ?? []) {
      parts.push(part);
      if (Buffer.concat(parts).length >= length) break;
    }
    socket?.end('HTTP/1.1 204 No Content\r\n\r\n');
    server.close();
    return Buffer.concat(parts);
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

const wire = ({ method, target, headers, body }: SentRequest): Buffer =>
  Buffer.concat([
    Buffer.from(
      [`${method} ${target} HTTP/1.1`, ...headers.map(([name, value]) => `${name}:${value && ` ${value}`}`)]
        .map((line) => `${line}\r\n`)
        .join(''),
      'latin1',
    ),
    Buffer.from('\r\n'),
    body,
  ]);

const finding = (request: SentRequest, address = 'http://127.0.0.1:1'): RecordedFinding => {
  const culprit = new Exchange(request, { status: 200, headers: [], body: Buffer.from('no') }, 1);
  culprit.origin = { address, number: 3 };
  const named = {
    check: 'a/b#c',
    result: resultOf('expected HTTP 403, got HTTP 200\nrm -rf ~'),
    isNamed: true,
  };
  return { ...named, culprit, exchanges: [culprit] };
};

const options = { again: 'parsec-spec validate', administrationToken: token, isServerOpen: true };
const files = (request: SentRequest) => findingFiles(finding(request), options);

const host = ['Host', 'server.example'] as const;
const post = (headers: HeaderList, body: Uint8Array, target = '/anonymous/Org'): SentRequest => ({
  method: 'POST',
  target,
  headers: [host, ...headers, ['Content-Length', String(body.length)]],
  body,
});
const get = (headers: HeaderList, target: string): SentRequest => ({
  method: 'GET',
  target,
  headers: [host, ...headers],
  body: new Uint8Array(),
});
const bytes = Uint8Array.from({ length: 300 }, (_, index) => index % 256);

const requests: readonly (readonly [string, SentRequest])[] = [
  ['each byte value', post([['Content-Type', 'application/msgpack']], bytes)],
  ['an empty body', post([], new Uint8Array())],
  ['another length than its body', { ...post([], bytes), headers: [host, ['Content-Length', '301']] }],
  [
    'a header twice',
    post(
      [
        ['Api-Version', apiVersion],
        ['api-version', '5.5'],
      ],
      bytes,
    ),
  ],
  [
    'headers in an unusual order',
    post(
      [
        ['User-Agent', 'x'],
        ['Accept', 'y'],
        ['Content-Type', 'z'],
      ],
      bytes,
    ),
  ],
  ['an empty header', get([['Authorization', '']], '/authenticated/Org/events')],
  ['quotes and variables', get([['X-Text', `a'b"c $HOME \`id\` \\ @file`]], '/')],
  ['a header that is not UTF-8', get([['X-Text', 'd\u00e9j\u00e0']], '/')],
  ['a path with dots', get([], '/administration/../a/./b//c?x=[1]&y={2}')],
  ['a target with a fragment and a blank', get([], '/a b#c')],
  ['an asterisk', { ...get([], '*'), method: 'OPTIONS' }],
  ['an unknown method', { ...get([], '/'), method: "BREW'" }],
  ['the method HEAD', { ...get([], '/'), method: 'HEAD' }],
  ['the administration token', get([['Authorization', `Bearer ${token}`]], '/administration/organizations')],
  ['a prefix of the token', get([['Authorization', `Bearer ${token.slice(0, -1)}`]], '/')],
  ['the token in upper case', get([['Authorization', `Bearer ${token.toUpperCase()}`]], '/')],
  ['the token twice', get([['A', `${token}'${token}`]], `/?t=${token}`)],
  ['the token as basic credentials', get([['Authorization', `Basic ${btoa(`admin:${token}`)}`]], '/')],
];

describe.each([
  ['request.sh', script],
  ['the command of --step', pasted],
])('%s sends exactly the recorded bytes', (_, send) => {
  test.each(requests)('for %s', async (_name, request) => {
    expect(await send(request, wire(request).length)).toEqual(wire(request));
  });

  test('a request that only a raw socket can send', async () => {
    const request = rawRequest(['POST / HTTP/1.1\r\nHost: a\r\n\tfolded\r\n\r\n', bytes]);
    expect(await send(request, request.raw?.length ?? 0)).toEqual(request.raw);
  });
});

async function script(request: SentRequest, length: number): Promise<Buffer> {
  const { address, received } = await capture(length);
  for (const [name, content] of Object.entries(files(request))) await writeFile(join(folder, name), content);
  const env = { ...process.env, PARSEC_ADMINISTRATION_TOKEN: token };
  await run('sh', [join(folder, 'request.sh'), address], { env, cwd: tmpdir() });
  return await received;
}

async function pasted(request: SentRequest, length: number): Promise<Buffer> {
  const { address, received } = await capture(length);
  const command = pastableRequest(request, address, token);
  expect(command).not.toContain(token);
  const env = { ...process.env, PARSEC_ADMINISTRATION_TOKEN: token };
  // A file, because a header may hold bytes that are not UTF-8.
  await writeFile(join(folder, 'paste'), command, 'latin1');
  await chmod(join(folder, 'paste'), 0o700);
  await run('sh', [join(folder, 'paste')], { env });
  return await received;
}

describe('the files of a finding', () => {
  const signed = 'PARSEC-SIGN-ED25519.15d7ae8644634460b45cbcccf4637feb.1795887422.UC_E==';
  const request = post([['Authorization', `Bearer ${signed}`]], bytes);
  const text = (name: string, of = files(request)) => Buffer.from(of[name] ?? '').toString('latin1');

  test('contain the whole request and response, and the exchange as JSON', () => {
    expect(files(request)['request.bin']).toEqual(bytes);
    expect(text('response.bin')).toBe('no');
    expect(JSON.parse(text('exchange.json'))).toMatchObject({
      format: 1,
      request: { target: '/anonymous/Org' },
    });
    expect(text('sequence.ndjson').trim().split('\n')).toHaveLength(1);
  });

  test('say until when the signature is valid, and which state the request needs', () => {
    expect(text('request.sh').split('\n').slice(0, 5)).toEqual([
      '#!/bin/sh',
      '# a/b#c: expected HTTP 403, got HTTP 200\\nrm -rf ~',
      '# Signatures: (the device token) valid until 2026-11-28T17:42:22Z, 320 s after they were made.',
      expect.stringMatching(/^# State: that after the earlier requests of the check \(2, /),
      '# To build that state anew and stop before this request: parsec-spec validate --step',
    ]);
    expect(text('request.sh', files(get([], '/')))).toContain('# Signatures: none that expires.');
  });

  test('say how long the server and the organization of the run are there', () => {
    const late = '`sh ../expire.sh` expires it. Then this script gets HTTP 460.';
    expect(text('request.sh', files(get([], '/authenticated/ps-5e1f7e-2b')))).toContain(late);
    expect(text('request.sh', files(get([], '/')))).not.toContain('460');
    const ended = findingFiles(finding(get([], '/authenticated/ps-5e1f7e-2b')), {
      ...options,
      isServerOpen: false,
    });
    expect(text('request.sh', ended)).toContain('# The server ended with the run: name another one.');
  });

  test('name the command that makes fresh signatures, before they send ones that have ended', async () => {
    const at = (seconds: number) =>
      post([['Authorization', `Bearer ${signed.replace(/\.\d{10}\./, `.${seconds}.`)}`]], bytes);
    const now = Math.floor(Date.now() / 1000);
    for (const [second, ended] of [
      [now - 330, true],
      [now - 300, false],
    ] as const) {
      for (const [name, content] of Object.entries(files(at(second))))
        await writeFile(join(folder, name), content);
      const { address, received } = await capture(1);
      const { stderr } = await run('sh', [join(folder, 'request.sh'), address]);
      expect((await received).length).toBeGreaterThan(0);
      const text =
        /^The signatures \(the device token\) ended at \S+Z\. A server refuses them\. .*: parsec-spec validate --step\n$/;
      if (ended) expect(stderr).toMatch(text);
      else expect(stderr).toBe('');
    }
  });

  test('say how long an answer was of which they hold the beginning', () => {
    const cut = { status: 200, headers: [], body: Buffer.from('no'), length: 12 };
    const culprit = new Exchange(request, cut, 1);
    const named = { check: 'a/b', result: resultOf('x'), isNamed: true };
    const of = findingFiles({ ...named, culprit, exchanges: [culprit] }, options);
    expect(text('request.sh', of)).toContain(
      '# response.bin holds the first 2 bytes of an answer of at least 12.\n',
    );
    expect(JSON.parse(text('exchange.json', of)).cut).toEqual({ response: 12 });
    expect(text('request.sh')).not.toContain('at least');
  });

  test('contain neither the administration token nor a variant of it', async () => {
    const echo = Buffer.from(`{"token": "${token}", "x": "${btoa(`admin:${token}`)}"}`);
    const culprit = new Exchange(
      post(
        [
          ['Authorization', `Bearer ${token}`],
          ['X', token.toUpperCase()],
        ],
        echo,
        `/?${token}`,
      ),
      { status: 200, headers: [['X', token]], body: echo },
      1,
    );
    const named = { check: 'a/b', result: resultOf('x'), isNamed: false };
    for (const [name, content] of Object.entries(
      findingFiles({ ...named, culprit, exchanges: [] }, options),
    )) {
      const all = Buffer.from(content).toString('latin1');
      const bodies = [...all.matchAll(/"body": ?"([^"]*)"/g)].map(([, body = '']) => atob(body));
      for (const secret of [token, token.toUpperCase(), btoa(`admin:${token}`)])
        expect([all, ...bodies].join('\n'), name).not.toContain(secret);
    }
  });

  test('a script without the variable says what is missing', async () => {
    const { 'request.sh': content = '' } = files(get([['Authorization', `Bearer ${token}`]], '/'));
    await writeFile(join(folder, 'request.sh'), content);
    const env = { PATH: process.env.PATH ?? '' };
    await expect(run('sh', [join(folder, 'request.sh')], { env })).rejects.toThrow(
      /PARSEC_ADMINISTRATION_TOKEN: set it/,
    );
    expect(
      (await readFile(join(folder, 'request.sh'), 'utf8')).includes('$PARSEC_ADMINISTRATION_TOKEN'),
    ).toBe(true);
  });
});
