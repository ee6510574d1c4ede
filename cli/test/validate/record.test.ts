import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createServer } from '@parsec-spec/reference-server/core';
import { type Listening, listen } from '@parsec-spec/reference-server/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callCli } from '../support/call-cli.ts';
import { atTerminal, hasTerminal, program } from '../support/terminal.ts';

const token = 'pLanted-Token_4711';
const check = 'user_revoke/not-oneself';

/** A server that lets users revoke themselves, and a proxy that records what it receives. */
const broken = createServer({ config: { administration_token: token }, omit: [check] });
let listening: Listening;
let proxy: http.Server;
let address: string;
const received: { readonly head: string; readonly body: Buffer }[] = [];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-record-'));
  listening = await listen(broken, { host: '127.0.0.1', port: 0 });
  const { hostname, port } = new URL(listening.url);
  proxy = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      received.push({ head: headOf(request), body });
      const { method, url: path, rawHeaders: headers } = request;
      http
        .request({ hostname, port, method, path, headers, setHost: false, agent: false }, (answer) => {
          response.writeHead(answer.statusCode ?? 0, answer.rawHeaders);
          answer.pipe(response);
        })
        .end(body);
    });
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});
afterAll(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await listening.stop(100);
  await rm(folder, { recursive: true });
});

/** The first line and the headers of a request, without the one that Node adds. */
function headOf({ method, url, rawHeaders }: http.IncomingMessage): string {
  const pairs = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && name !== 'Connection' ? [`${name}: ${rawHeaders[index + 1]}`] : [],
  );
  return [`${method} ${url}`, ...pairs].join('\n');
}

const mode = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);
const env = { PARSEC_ADMINISTRATION_TOKEN: token };

describe('validate --record', () => {
  const record = () => join(folder, 'record');
  const validate = (...more: string[]) =>
    callCli(['validate', address, '--only', check, '--only', 'organization_info/*', '--seed', 'x', ...more], {
      env,
    });

  test('writes a private folder for each finding, whose script sends the same request', async () => {
    const { code, stdout, stderr } = await validate('--record', record());
    expect(code, stderr).toBe(1);
    expect(stderr).toContain(`recorded 1 check in ${record()}\n`);
    expect(stderr).toContain(`1 organization stays open: sh ${record()}/expire.sh\n`);
    expect((await readdir(record())).sort()).toEqual(['expire.sh', 'record.json', 'user_revoke_not-oneself']);
    expect(stdout).toMatch(/organizations named ps-… remain on .* \(expired, but 1 open\s+for --record\)/);
    const own = join(record(), 'user_revoke_not-oneself');
    const names = (await readdir(own)).sort();
    expect(names).toEqual(
      ['exchange.json', 'request.bin', 'request.sh', 'response.bin', 'sequence.ndjson'].sort(),
    );
    expect([await mode(record()), await mode(own)]).toEqual(['700', '700']);
    for (const name of names) {
      expect(await mode(join(own, name)), name).toBe('600');
      expect(await readFile(join(own, name), 'latin1'), name).not.toContain(token);
    }
    const script = await readFile(join(own, 'request.sh'), 'utf8');
    const again = /again +(.*)/.exec(stdout)?.[1] ?? 'none';
    expect(script).toContain(`${again} --step`);
    const { request } = JSON.parse(await readFile(join(own, 'exchange.json'), 'utf8'));
    expect(await readFile(join(own, 'request.bin'))).toEqual(Buffer.from(request.body, 'base64'));

    const sent = received.findLast(({ body }) => body.equals(Buffer.from(request.body, 'base64')));
    received.length = 0;
    const send = async () => {
      const { stdout: answer } = await promisify(execFile)('sh', [join(own, 'request.sh')], {
        env: { PATH: process.env.PATH },
      });
      return /^HTTP\/1.1 (\d+)/.exec(answer)?.[1];
    };
    // The recorded request has revoked its user.
    expect(await send()).toBe('461');
    expect(sent).toBeDefined();
    expect(received).toEqual([sent]);

    const expire = join(record(), 'expire.sh');
    expect(await mode(expire)).toBe('600');
    const expired = await promisify(execFile)('sh', [expire], { env: { PATH: process.env.PATH, ...env } });
    expect(expired.stdout).toMatch(/^ps-\w+-\w+: HTTP 200\n$/);
    expect(await readdir(record())).not.toContain('expire.sh');
    expect(await send()).toBe('460');
  });

  test('replaces an earlier record, and no other folder', async () => {
    await mkdir(join(record(), 'mine'));
    const { code } = await validate('--record', record(), '--except', check);
    expect(code).toBe(0);
    expect((await readdir(record())).sort()).toEqual(['mine', 'record.json']);
    const other = join(folder, 'other');
    await mkdir(other);
    await writeFile(join(other, 'notes'), 'mine');
    const refused = await validate('--record', other);
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringMatching(/^parsec-spec: the folder .*other of --record is not empty/),
    ]);
    expect(await readdir(other)).toEqual(['notes']);
  });
});

test('--step without a terminal or without --only is an error of usage', async () => {
  const without = await callCli(['validate', address, '--step'], { env });
  expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('--only CHECK')]);
  const piped = await callCli(['validate', address, '--only', check, '--step'], { env });
  expect([piped.code, piped.stderr]).toEqual([2, expect.stringContaining('there is no terminal')]);
});

test('--administration-token-file - without a terminal is an error of usage', async () => {
  const { code, stderr } = await callCli(['validate', address, '--administration-token-file', '-'], {
    env: {},
  });
  expect([code, stderr]).toEqual([2, expect.stringContaining('there is no terminal')]);
});

describe.runIf(hasTerminal())('at a terminal', () => {
  const terminal = { ...env, NO_COLOR: '1' };

  test('--step stops before the failing request, prints it, and goes on at Enter', async () => {
    received.length = 0;
    const step = ['validate', address, '--only', check, '--step'];
    const { exit, text } = await atTerminal(
      [...program, ...step],
      [['Press Enter to go on.', '\r']],
      terminal,
    );
    expect(exit, text).toBe(1);
    const [before = '', after = ''] = text.split('Press Enter to go on.');
    expect(before).toContain(`${check}: stopped before the request that failed`);
    expect(before).toMatch(/echo \S+ \| base64 -d \| curl .*--data-binary @-/s);
    expect(before).not.toContain('verdict');
    expect(after).toContain('verdict: fail');
    expect(text).not.toContain(token);
    // The failing request is sent by the run and by its repetition.
    const [, body = ''] = /echo (\S+) \|/.exec(before) ?? [];
    expect(received.filter((one) => one.body.equals(Buffer.from(body, 'base64')))).toHaveLength(1);
  });

  test('Ctrl-C at a stop ends the run', async () => {
    const step = ['validate', address, '--only', check, '--step'];
    const { exit, text } = await atTerminal(
      [...program, ...step],
      [['Press Enter to go on.', '\u0003']],
      terminal,
    );
    expect([exit, text]).toEqual([130, expect.stringContaining('(interrupted)')]);
  });

  test('--step says that it did not stop where no request failed', async () => {
    const step = ['validate', address, '--only', 'organization_info/*', '--step'];
    const { exit, text } = await atTerminal([...program, ...step], [], terminal);
    expect([exit, text]).toEqual([0, expect.stringContaining('--step did not stop')]);
  });

  test('--administration-token-file - asks for the token without echo', async () => {
    const asked = ['validate', address, '--only', check, '--administration-token-file', '-'];
    const { exit, text } = await atTerminal(
      [...program, ...asked],
      [['Administration token', `${token}\r`]],
      { NO_COLOR: '1' },
    );
    expect(exit, text).toBe(1);
    expect(text).not.toContain(token);
    expect(text).toMatch(/again .* --administration-token-file -\r?$/m);
  });
});
