import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTarget, type ServerTarget } from '@parsec-spec/conformance/targets';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportError } from '../../src/main/report-error.ts';
import { callCli } from '../support/call-cli.ts';
import { startCli } from '../support/run-cli.ts';
import { complaints, schemas } from '../support/schemas.ts';

const one = ['--only', 'organization_bootstrap/token-works-once'];
let reference: ServerTarget;
let stranger: http.Server;
let strange: string;
let folder: string;

beforeAll(async () => {
  const target = await openTarget('memory:reference', { administrationToken: 'right' });
  if (target.kind === 'client') expect.unreachable();
  reference = target;
  stranger = http.createServer((_, response) => response.end('hello'));
  await new Promise<void>((done) => stranger.listen(0, '127.0.0.1', done));
  strange = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-exit-'));
});
afterAll(async () => {
  await reference.close();
  stranger.close();
  await rm(folder, { recursive: true });
});

describe('exit code of validate', () => {
  test('0: the target passes; stdout has only the result', async () => {
    const { code, stdout, stderr } = await callCli([
      'validate',
      'memory:reference',
      ...one,
      '--output',
      'json',
      '--seed',
      's',
    ]);
    expect(code, stderr).toBe(0);
    const result: unknown = JSON.parse(stdout);
    expect(complaints(schemas.result, result)).toBe('');
    expect(result).toMatchObject({
      verdict: 'pass',
      seed: 's',
      counts: { pass: 2 },
      target: { kind: 'memory', address: 'memory:reference' },
      selection: { complete: false, patterns: [one[1]] },
    });
    expect(stderr).toContain('judging memory:reference');
  });

  test('0: a server and a client judged in one run', async () => {
    const only = ['--only', 'BOOT-09', '--only', 'KEYS-04'];
    const { code, stdout, stderr } = await callCli([
      'validate',
      'memory:reference',
      'client:reference',
      ...only,
      '--output',
      'json',
    ]);
    expect(code, stderr).toBe(0);
    const result = JSON.parse(stdout) as { checks: { id: string }[] };
    expect(complaints(schemas.result, result)).toBe('');
    expect(result).toMatchObject({
      target: { kind: 'memory' },
      client: { kind: 'client', address: 'client:reference' },
    });
    expect(result.checks.map(({ id }) => id.split('/')[0])).toEqual(
      expect.arrayContaining(['organization_bootstrap', 'client-keys']),
    );
  });

  test('1: a stale entry of the baseline fails the target and is reported', async () => {
    const baseline = join(folder, 'baseline.yaml');
    await writeFile(
      baseline,
      `baseline:\n  - check: ${one[1]}\n    reason: it was broken once\n    owner: us\n    expiry: 2099-01-01\n    observed: HTTP 500\n`,
    );
    const { code, stdout } = await callCli(['validate', 'memory:reference', ...one, '--baseline', baseline]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/STALE organization_bootstrap\/token-works-once/);
    expect(stdout).toMatch(/BOOT-09 MUST/);
    expect(stdout).toMatch(
      /again +\S.* validate memory:reference --baseline \S+ --only organization_bootstrap\/token-works-once --seed \w+/,
    );
    expect(stdout).toMatch(/verdict: fail/);
  });

  test.each([
    ['an unknown option', ['memory:reference', '--onyl', 'BOOT'], /unknown option/],
    ['no target', [], /target/],
    ['what is no target', ['parsec'], /is not a target/],
    ['a target without a scheme', ['localhost:6777'], /Did you mean http:\/\/localhost:6777\?/],
    ['two servers', ['memory:reference', 'http://127.0.0.1:1'], /one server/],
    [
      'a target file that is missing',
      ['memory:reference', '--target-file', '/nowhere.yaml'],
      /--target-file \/nowhere\.yaml: it cannot be read \(ENOENT\)/,
    ],
    [
      'a baseline that is missing',
      ['memory:reference', '--baseline', '/nowhere.yaml'],
      /--baseline \/nowhere\.yaml cannot be read \(ENOENT\)/,
    ],
    [
      'a baseline that is not a map',
      ['memory:reference', '--baseline', join(import.meta.dirname, 'exit-codes.test.ts')],
      /--baseline \S+exit-codes\.test\.ts: /,
    ],
    [
      'an empty token',
      ['memory:reference', '--administration-token', ''],
      /is empty[\s\S]*is the variable PARSEC_ADMINISTRATION_TOKEN set\?/,
    ],
    [
      'a token file that is missing',
      ['memory:reference', '--administration-token-file', '/nowhere'],
      /--administration-token-file \/nowhere cannot be read \(ENOENT\)/,
    ],
    [
      'a record that is a file',
      ['memory:reference', '--record', '/dev/null/x'],
      /--record \/dev\/null\/x cannot be written/,
    ],
    ['a host that is not this machine', ['http://parsec.example.org'], /not on this machine/],
    ['a report of no kind', ['memory:reference', '--report', 'pdf=x'], /not a report/],
    [
      'a report that cannot be written',
      ['memory:reference', '--report', 'html=/dev/null/x.html'],
      /cannot be written/,
    ],
    [
      'a report where no folder can be made',
      ['memory:reference', '--report', 'html=/proc/none/below/x.html'],
      /cannot be written/,
    ],
    ['a report that is a folder', ['memory:reference', '--report', 'html=/tmp'], /\/tmp cannot be written/],
    ['a badge of no known kind', ['memory:reference', '--report', 'badge=badge.png'], /\.svg, or \.json/],
    ['a number that is none', ['memory:reference', '--jobs', '0'], /at least 1/],
    ['a client file that is missing', ['client:file:/nowhere.yaml'], /client file \/nowhere.yaml/],
    ['--through with one client', ['client:reference', '--through', 'http://127.0.0.1:1'], /two clients/],
    [
      '--through without a token',
      ['client:reference', 'client:reference', '--through', 'http://127.0.0.1:1'],
      /creates organizations/,
    ],
    [
      '--through without the URL of a server',
      ['client:reference', 'client:reference', '--through', 'parsec'],
      /parsec is not the URL of a server/,
    ],
    [
      '--step for a client, which sends its own requests',
      ['client:reference', '--only', 'AUTH', '--step'],
      /--step stops requests of the suite/,
    ],
    [
      '--through with a report, which is about checks',
      ['client:reference', 'client:reference', '--through', 'http://127.0.0.1:1', '--report', 'html=x.html'],
      /--report has no effect with --through/,
    ],
    ['a certificate authority that is missing', ['memory:reference', '--ca-file', '/nowhere.pem'], /nowhere/],
  ])('2: %s', async (_, args, message) => {
    const { code, stdout, stderr } = await callCli(['validate', ...args]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/ at .*\.ts:/);
    expect([code, stdout]).toEqual([2, '']);
  });

  test('2: a wrong administration token, as JSON', async () => {
    const { code, stdout } = await callCli([
      'validate',
      reference.address,
      '--administration-token',
      'wrong',
      '--output',
      'json',
    ]);
    expect(code).toBe(2);
    expect(complaints(schemas.error, JSON.parse(stdout))).toBe('');
    expect(stdout).toMatch(/administration token is wrong/);
    const right = await callCli(['validate', reference.address, ...one], {
      env: { PARSEC_ADMINISTRATION_TOKEN: 'right' },
    });
    expect(right.code, right.stderr).toBe(0);
    expect(right.stdout).toMatch(/\d organizations named ps-… remain on .* \(all expired\)/);
  });

  test('0 and 4: two clients through a server, and through none', async () => {
    const clients = ['validate', 'client:reference', 'client:reference', '--output', 'json'];
    const env = { PARSEC_ADMINISTRATION_TOKEN: 'right' };
    const met = await callCli([...clients, '--through', reference.address], { env });
    expect(met.code, met.stderr).toBe(0);
    const { meetings, faults } = JSON.parse(met.stdout) as {
      meetings: { kind: string; course: string; ends: { greeter: string; claimer: string } }[];
      faults: number;
    };
    expect([meetings.length, faults]).toEqual([28, 0]);
    expect(new Set(meetings.map(({ kind, course }) => `${kind}: ${course}`)).size).toBe(14);
    const enrolled = meetings.filter(({ ends }) => Object.values(ends).every((end) => end.startsWith('ok')));
    expect(enrolled.map(({ course }) => course)).toEqual(Array(4).fill('right codes'));
    expect((await callCli([...clients, '--through', 'http://127.0.0.1:1'], { env })).code).toBe(4);
  });

  test('2: two clients through a server, with a wrong administration token', async () => {
    const words = ['validate', 'client:reference', 'client:reference', '--through', reference.address];
    const { code, stderr } = await callCli([...words, '--administration-token', 'wrong']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('refused the administration token')]);
  });

  test('130: two clients through a server that never answers', async () => {
    const asked = Promise.withResolvers<void>();
    const silent = http.createServer(() => asked.resolve());
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
    const address = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const clients = ['validate', 'client:reference', 'client:reference', '--through', address];
    const running = startCli(clients, { env: { PARSEC_ADMINISTRATION_TOKEN: 'right' } });
    await asked.promise;
    running.signal('SIGINT');
    expect((await running.ended).code).toBe(130);
    silent.closeAllConnections();
    silent.close();
  });

  test('3: a pattern that matches nothing, with the nearest names', async () => {
    const { code, stdout } = await callCli([
      'validate',
      'memory:reference',
      '--only',
      'organization_bootstrap/token-works-onze',
      '--output',
      'json',
    ]);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      error: {
        code: 'nothing-selected',
        hint: expect.stringContaining('organization_bootstrap/token-works-once'),
      },
    });
  });

  test('3: patterns that exclude everything', async () => {
    expect(
      (await callCli(['validate', 'memory:reference', '--only', 'BOOT-09', '--except', 'BOOT'])).code,
    ).toBe(3);
  });

  test('4: no server answers, or it is not a Parsec server', async () => {
    const nobody = await callCli(['validate', 'http://127.0.0.1:1']);
    expect(nobody.stderr).toMatch(/127\.0\.0\.1:1/);
    expect(nobody.code).toBe(4);
    const other = await callCli(['validate', strange, '--output', 'json']);
    expect(other.code).toBe(4);
    expect(JSON.parse(other.stdout)).toMatchObject({
      error: { code: 'unreachable', message: expect.stringContaining('not as a Parsec server') },
    });
  });

  test('4: the server is lost during the run; stdout has the report of what was judged until then', async () => {
    const { hostname, port } = new URL(reference.address);
    let requests = 0;
    const dying = http.createServer((request, response) => {
      requests += 1;
      if (requests > 300) {
        dying.close();
        dying.closeAllConnections();
        return;
      }
      const { method, url = '', headers } = request;
      const passed = http.request({ host: hostname, port, method, path: url, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
      });
      passed.on('error', () => response.destroy());
      response.on('close', () => passed.destroy());
      request.pipe(passed);
    });
    await new Promise<void>((done) => dying.listen(0, '127.0.0.1', done));
    const address = `http://127.0.0.1:${(dying.address() as AddressInfo).port}`;
    const args = ['validate', address, '--only', 'BOOT', '--only', 'CERT', '--output', 'json'];
    const env = { PARSEC_ADMINISTRATION_TOKEN: 'right' };
    const { code, stdout, stderr } = await callCli(args, { env });
    expect(code, stderr).toBe(4);
    expect(stderr).toContain('the target stopped giving whole answers during the run');
    const result = JSON.parse(stdout) as { verdict: string; checks: readonly { outcome: string }[] };
    expect(complaints(schemas.result, result)).toBe('');
    expect(result.checks.some(({ outcome }) => outcome === 'pass')).toBe(true);
    expect(result.verdict).not.toBe('pass');
  });

  test('70: any other error is an internal error', () => {
    const written: string[] = [];
    const { write } = process.stdout;
    process.stdout.write = (text) => written.push(String(text)) > 0;
    const code = reportError(new TypeError('undefined is no function'), true);
    process.stdout.write = write;
    expect(code).toBe(70);
    expect(complaints(schemas.error, JSON.parse(written.join('')))).toBe('');
  });
});
