import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Diagnosis } from '@parsec-spec/conformance/doctor';
import { openTarget } from '@parsec-spec/conformance/targets';
import { API_VERSION } from '@parsec-spec/spec/commands';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DiagnosisTexts, diagnosisText } from '../../src/doctor/diagnosis-text.ts';
import { callCli } from '../support/call-cli.ts';
import { startCli } from '../support/run-cli.ts';

const token = 'a-s3cr3t-token';
const target = await openTarget('memory:reference', { administrationToken: token });
if (target.kind === 'client') throw new Error('no server');
const { hostname, port } = new URL(target.address);

/**
 * The status that the proxy answers on a path that starts so; 0: it does not answer. `type`: the
 * Content-Type of the answers of the server on this path, which are passed on.
 */
let broken: { readonly path: string; readonly status?: number; readonly type?: string } | undefined;
let onBroken: () => void = () => undefined;
const proxy = http.createServer((request, response) => {
  const { method, url = '', headers } = request;
  const defect = broken !== undefined && url.startsWith(broken.path) ? broken : undefined;
  if (defect?.status !== undefined) {
    request.resume();
    onBroken();
    if (defect.status !== 0) response.writeHead(defect.status).end(`no ${token}\nupstream`);
    return;
  }
  const passed = http.request({ host: hostname, port, method, path: url, headers }, (answer) => {
    const type = defect?.type === undefined ? {} : { 'content-type': defect.type };
    response.writeHead(answer.statusCode ?? 0, { ...answer.headers, ...type });
    answer.pipe(response);
  });
  passed.on('error', () => response.destroy());
  response.on('close', () => passed.destroy());
  request.pipe(passed);
});
let address = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => void proxy.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});
afterAll(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await target.close();
});

const env = { PARSEC_ADMINISTRATION_TOKEN: token, npm_command: 'exec' };

/** Runs `doctor` on the proxy while a path is broken. */
async function doctor(defect: typeof broken, ...args: readonly string[]) {
  broken = defect;
  return await callCli(['doctor', address, ...args], { env });
}

test('a correct server passes each step', async () => {
  const { code, stdout } = await doctor(undefined);
  expect(code, stdout).toBe(0);
  for (const line of [
    /✓ API versions +5\.6/,
    /✓ administration token +good/,
    /spontaneous creation +off/,
    /✓ create +\d+ ms/,
    /✓ listen +an event arrived \d+ ms after its cause/,
    /^ps-[0-9a-f]{6}-doctor was created and is expired\.$/m,
    /^Each step works\. Next: `validate` judges the requirements\.$/m,
    /The suite can run \d+ of its \d+ server checks/,
  ])
    expect(stdout).toMatch(line);
});

test('the command of a target is printed without the administration token that it holds', async () => {
  const served =
    "require('node:http').createServer((_, answer) => answer.writeHead(404, { 'Api-Version': '5.6' }).end()).listen(Number(process.env.PARSEC_PORT), '127.0.0.1')";
  const { code, stdout } = await callCli(['doctor', `cmd:node -e "${served}" ${token}`], { env });
  expect(code, stdout).toBe(1);
  expect(stdout).toContain('"$PARSEC_ADMINISTRATION_TOKEN" --only');
  expect(stdout).not.toContain(token);
});

describe('a server that answers 502 on /anonymous', () => {
  const defect = { path: '/anonymous/', status: 502 };

  test('fails, with the step, what was expected and observed, and what to do next', async () => {
    const { code, stdout } = await doctor(defect);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /✗ bootstrap +expected `ok`, got HTTP 502\n +POST \/anonymous\/ps-\w+-doctor organization_bootstrap\n +the answer has \d+ bytes:\n +no \[administration token\]\n +upstream\n/,
    );
    expect(stdout).toMatch(/- authenticate +not tried: needs bootstrap/);
    expect(stdout).toMatch(/^Next: bootstrap$/m);
    expect(stdout).toContain('MUST answer `ok`');
    expect(stdout).toMatch(/^ {2}npx --no parsec-spec read organization_bootstrap$/m);
    const command = `npx --no parsec-spec validate ${address} --only organization_bootstrap/coherent-certificates-accepted --administration-token "$PARSEC_ADMINISTRATION_TOKEN"`;
    expect(stdout).toContain(command);
    expect(stdout).not.toContain(token);
  });

  test('has the same result with the command that it names', async () => {
    const { stdout } = await doctor(defect, '--output', 'json');
    const { next } = JSON.parse(stdout) as { next: { commands: readonly string[]; check: string } };
    const [, ...words] = next.commands.at(-1)?.split(' parsec-spec ') ?? [];
    expect(words[0]).toMatch(/^validate /);
    const judged = await callCli(['validate', address, '--only', next.check, '--output', 'json'], { env });
    expect(judged.code).toBe(1);
    expect(JSON.parse(judged.stdout)).toMatchObject({
      causes: [{ step: 'bootstrap', observed: 'HTTP 502' }],
    });
    const topic = next.commands[0]?.split(' ').at(-1) ?? '';
    expect((await callCli(['read', topic])).code).toBe(0);
  });

  test('is described as JSON', async () => {
    const { code, stdout } = await doctor(defect, '--output', 'json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      steps: [
        { step: 'create', outcome: 'pass' },
        {
          ...{ step: 'bootstrap', outcome: 'fail', expected: '`ok`', observed: 'HTTP 502' },
          body: { decoded: 'no [administration token]\nupstream' },
        },
        { step: 'authenticate', outcome: 'notTried', reason: 'needs bootstrap' },
        { step: 'invite', outcome: 'notTried' },
        { step: 'enrol', outcome: 'notTried' },
        { step: 'listen', outcome: 'notTried' },
      ],
      eventDelayMs: null,
      organizations: [{ expired: true }],
      next: { step: 'bootstrap', topics: ['organization_bootstrap', 'certificates', 'encoding'] },
    });
  });
});

test('the first reply with another Content-Type is named once, and the steps go on', async () => {
  const { code, stdout } = await doctor({ path: '/auth', type: 'application/octet-stream' });
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /✗ authenticate +expected Content-Type: application\/msgpack, got\s+application\/octet-stream\n/,
  );
  expect(stdout).toMatch(/✓ enrol/);
  expect(stdout.match(/✗/g)).toHaveLength(1);
  expect(stdout).toContain('--only transport/reply-is-msgpack');
});

describe('an interruption ends with 130', () => {
  /** Interrupts `doctor` when it calls a path that is never answered. */
  async function interruptedAt(path: string) {
    broken = { path, status: 0 };
    const reached = new Promise<void>((resolve) => {
      onBroken = resolve;
    });
    const running = startCli(['doctor', address, '--output', 'json'], { env });
    await reached;
    running.signal('SIGINT');
    const { code, stdout } = await running.ended;
    return { code, result: JSON.parse(stdout) as unknown };
  }

  test('during the preflight', async () => {
    expect(await interruptedAt('/anonymous_server')).toMatchObject({
      ...{ code: 130, result: { error: { code: 'interrupted' } } },
    });
  });

  test('during the steps, and what was created is expired', async () => {
    const { code, result } = await interruptedAt('/authenticated/ps-');
    expect(code).toBe(130);
    const { steps, organizations } = result as Diagnosis;
    expect(steps.at(2)).toMatchObject({ outcome: 'notTried', reason: 'interrupted' });
    expect(organizations).toMatchObject([{ expired: true }]);
  });
});

test('a token of the option is in no printed command', async () => {
  broken = { path: '/anonymous/', status: 502 };
  const { stdout } = await callCli(['doctor', address, '--administration-token', token]);
  expect(stdout).toMatch(/--only \S+ --administration-token-file -$/m);
  expect(stdout).not.toContain(token);
});

test('a wrong administration token is shown, and ends with 2', async () => {
  broken = undefined;
  const args = ['doctor', address, '--administration-token', 'wrong', '--output', 'json'];
  const { code, stdout } = await callCli(args);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    administration: false,
    apiVersions: [API_VERSION],
    clockSkewMs: 0,
    spontaneous: false,
    organizations: [],
    next: null,
  });
});

test('without a token it says what it did not try', async () => {
  broken = undefined;
  const { code, stdout } = await callCli(['doctor', address], {
    env: { PARSEC_ADMINISTRATION_TOKEN: undefined },
  });
  expect(code).toBe(0);
  expect(stdout).toMatch(/\? administration token +none given/);
  expect(stdout).toMatch(/- create +not tried: no administration token/);
});

test('an address without a server ends with 4 and prints no result', async () => {
  expect(await callCli(['doctor', 'http://127.0.0.1:1'])).toMatchObject({ code: 4, stdout: '' });
});

test('an address without its scheme is answered with the whole one', async () => {
  expect(await callCli(['doctor', 'localhost:6777'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('"localhost:6777" is not a target. Did you mean http://localhost:6777?'),
  });
});

describe('the text of a diagnosis', () => {
  const step = (name: string, more: object) => ({ step: name, outcome: 'pass', durationMs: 1, ...more });
  const text = (changes: object) =>
    diagnosisText(
      {
        ...{
          address: 'http://127.0.0.1:1',
          server: 's',
          apiVersions: [API_VERSION],
          tls: undefined,
          clockSkewMs: 0,
        },
        ...{ roundTripMs: 1, administration: true, spontaneous: false, events: true, steps: [] },
        ...{ eventDelayMs: undefined, organizations: [], next: undefined },
        testability: { testable: 1, checks: 1, left: [] },
        ...changes,
      } as unknown as DiagnosisTexts,
      { apiVersion: API_VERSION, hasToken: true, mayCreate: true, commands: [] },
    );

  test('says that an event is late after a second', () => {
    const steps = [step('listen', {})];
    expect(text({ steps, eventDelayMs: 1200 })).toMatch(/! listen +an event arrived 1200 ms after its cause/);
    expect(text({ steps, eventDelayMs: 900 })).toMatch(/✓ listen +an event arrived 900 ms/);
    expect(text({ steps })).toMatch(/✓ listen +opened; no event tried/);
  });

  test('has one line if no step was tried', () => {
    const untried = ['create', 'listen'].map((name) =>
      step(name, { outcome: 'notTried', reason: 'because' }),
    );
    expect(text({ steps: untried }).match(/because/g)).toEqual(['because']);
    expect(text({ steps: [...untried, step('enrol', {})] }).match(/because/g)?.length).toBe(2);
  });

  test('names an organization that remains', () => {
    expect(text({ organizations: [{ name: 'ps-1', expired: false }] })).toContain(
      'ps-1 was created, could not be expired',
    );
  });

  test('escapes what a server says', () => {
    const failed = step('create', { outcome: 'fail', expected: 'HTTP 200', observed: '\u001b[2J' });
    expect(text({ server: 'a\u001b]0;x', steps: [failed] })).not.toContain('\u001b');
  });
});
