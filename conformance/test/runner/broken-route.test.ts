import { randomBytes } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { judgingChecks } from '../../src/judge/prerequisite-steps.ts';
import { loadChecks } from '../../src/judge/registry.ts';
import { reportEvent } from '../../src/report/report-events.ts';
import { observedSentences } from '../../src/report/sentences.ts';
import type { RunEvent } from '../../src/runner/run-events.ts';
import { runSuite } from '../../src/runner/run-suite.ts';
import { openTarget } from '../../src/targets/open-target.ts';
import type { BaselineEntry } from '../../src/targets/target-file.ts';
import { alteringProxy, replying } from '../support/altering-proxy.ts';
import { urlTarget } from '../support/sample-server.ts';

/** Whether every sentence of a report is another one. */
let isMute = false;
vi.mock(import('../../src/report/sentences.ts'), async (original) => {
  const real = await original();
  const mute = { message: '–', expected: '–', observed: '–' };
  return {
    ...real,
    failureText: (...parts) => (isMute ? mute : real.failureText(...parts)),
    observationText: (...parts) => (isMute ? '–' : real.observationText(...parts)),
    answerText: (...parts) => (isMute ? '–' : real.answerText(...parts)),
    observedSentences: (...parts) => (isMute ? ['–'] : real.observedSentences(...parts)),
  };
});

const checks = (await loadChecks()).filter(({ kind }) => kind === 'server');
const target = await openTarget('memory:reference', { administrationToken: 's3cr3t' });
if (target.kind === 'client') throw new Error('no server');
const upstream = new URL(target.address);
/** The route on which the proxy answers 502. */
let broken = '';
const proxy = http.createServer((request, response) => {
  if (broken !== '' && request.url?.startsWith(broken)) {
    void text(request).then(() => response.writeHead(502).end('bad gateway'));
    return;
  }
  const { method, url, headers } = request;
  const passed = http.request(
    { host: upstream.hostname, port: upstream.port, method, path: url, headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    },
  );
  passed.on('error', () => response.destroy());
  request.pipe(passed);
});
beforeAll(() => new Promise<void>((resolve) => void proxy.listen(0, '127.0.0.1', resolve)));
afterAll(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await target.close();
});

/** Runs the selected checks while a route is broken. */
async function runBroken(route: string, only: readonly string[], baseline: readonly BaselineEntry[] = []) {
  broken = route;
  const { port } = proxy.address() as AddressInfo;
  const events: RunEvent[] = [];
  const finished = await runSuite({
    server: { ...(await urlTarget(`http://127.0.0.1:${port}`)), administrationToken: 's3cr3t' },
    checks,
    patterns: { only, except: [] },
    baseline,
    sentencesOf: observedSentences,
    seed: 'broken-route',
    run: randomBytes(3).toString('hex'),
    // A timeout on a busy machine would be another cause.
    timeout: 120_000,
    onEvent: (event) => void events.push(event),
  });
  const done = events.filter((event) => event.event === 'check-finished').map((event) => reportEvent(event));
  return { finished, done, of: (outcome: string) => done.filter((check) => check.outcome === outcome) };
}

describe('a server with one broken route has one cause', () => {
  test.each([
    ['/administration/organizations', 'create'],
    ['/anonymous/', 'bootstrap'],
    ['/authenticated/', 'authenticate'],
  ] as const)('%s', async (route, step) => {
    const { finished, of } = await runBroken(route, [
      'CERT',
      'organization_bootstrap/first-device-works-at-once',
      'organization_create/visible-as-created',
    ]);
    expect(finished.verdict).toBe('fail');
    expect(finished.causes.map(({ step, checks }) => ({ step, checks }))).toEqual([
      { step, checks: [judgingChecks[step]] },
    ]);
    const blocked = of('blocked');
    expect(blocked.length).toBeGreaterThan(50);
    expect(new Set(blocked.map(({ blockedBy }) => blockedBy))).toEqual(new Set([judgingChecks[step]]));
    expect(finished.causes[0]?.blocked.toSorted()).toEqual(blocked.map(({ check }) => check).toSorted());
  });
});

test('verdicts, causes and blocked checks are the same if every sentence is another one', async () => {
  const known = checks.find(
    ({ id }) => id.startsWith('organization_bootstrap/') && id !== judgingChecks.bootstrap,
  );
  const entry = { reason: 'r', owner: 'o', expiry: '2099-01-01', observed: { http: 502 } };
  const brokenRun = async () => {
    const { finished, done } = await runBroken(
      '/anonymous/',
      ['BOOT', 'AUTH'],
      [{ check: known?.id ?? '', ...entry }],
    );
    const { verdict, counts, causes } = finished;
    return {
      ...{ verdict, counts, texts: new Set(done.map(({ observed }) => observed)) },
      causes: causes.map(({ requirements, step, checks: own, blocked }) => ({
        requirements,
        step,
        own,
        blocked,
      })),
      outcomes: done.map(({ check, outcome, blockedBy }) => `${check} ${outcome} ${blockedBy}`).sort(),
    };
  };
  const { texts, ...usual } = await brokenRun();
  isMute = true;
  const { texts: muteTexts, ...mute } = await brokenRun().finally(() => {
    isMute = false;
  });
  expect(texts.size).toBeGreaterThan(1);
  expect(muteTexts).toEqual(new Set([undefined, '–']));
  expect(usual.counts).toMatchObject({ fail: 1, knownFailure: 1 });
  expect(mute).toEqual(usual);
});

test('without the bootstrap no further organization is made', async () => {
  const { finished } = await runBroken('/anonymous/', ['BOOT', 'CERT', 'AUTH']);
  expect(finished.organizations.created).toBeLessThan(10);
});

test('the check that judges a failed step runs too, and is marked', async () => {
  const { done } = await runBroken('/anonymous/', ['authentication/four-parts']);
  const added = done.filter((check) => check.added === true);
  expect(added.map(({ check, outcome }) => [check, outcome])).toEqual([[judgingChecks.bootstrap, 'fail']]);
  expect(done.filter(({ outcome }) => outcome === 'blocked').length).toBe(done.length - 1);
});

test('without a broken route nothing is blocked or added', async () => {
  const { finished, done } = await runBroken('', ['authentication/four-parts']);
  expect(finished).toMatchObject({ verdict: 'pass', causes: [] });
  expect(done.every(({ outcome }) => outcome === 'pass')).toBe(true);
});

test.each([
  ['bootstrap_url', { rule: judgingChecks.create, judged: [0, 30], blocked: [150, 400] }],
  [
    'bootstrap_url_as_http_redirection',
    { rule: 'organization_create/gives-both-links', judged: [150, 400], blocked: [1, 40] },
  ],
])(
  'a creation without %s leaves unjudged only what needs it, and is named first',
  async (field, expected) => {
    const server = await alteringProxy(target.address, {
      reply: ({ body, status }, { method, url }) =>
        method === 'POST' && url === '/administration/organizations' && status === 200
          ? { body: Buffer.from(JSON.stringify({ ...JSON.parse(String(body)), [field]: undefined })) }
          : undefined,
    });
    const { causes, counts } = await runSuite({
      server: { ...(await urlTarget(server.address)), administrationToken: 's3cr3t' },
      checks,
      patterns: { only: ['CERT', 'LINK', 'ADMIN'], except: [] },
      seed: 'spoilt-creation',
      run: randomBytes(3).toString('hex'),
      timeout: 120_000,
      onEvent: () => undefined,
    }).finally(() => server.close());
    expect(causes[0]?.requirements.map(({ id }) => id)).toEqual([expected.rule]);
    expect(causes.length).toBeLessThan(3);
    expect(counts.fail).toBeLessThan(8);
    for (const [count, [least, most]] of [
      [counts.pass, expected.judged],
      [counts.blocked, expected.blocked],
    ] as const) {
      expect(count).toBeGreaterThanOrEqual(least ?? 0);
      expect(count).toBeLessThanOrEqual(most ?? 0);
    }
  },
);

test('a broken device_create is not blamed on user_create', async () => {
  const refused = replying('device_create', { status: 'invalid_certificate' });
  const server = await alteringProxy(target.address, refused);
  const finished = await runSuite({
    server: { ...(await urlTarget(server.address)), administrationToken: 's3cr3t' },
    checks,
    patterns: { only: ['USER-01', 'DEV-01'], except: [] },
    seed: 'broken-command',
    run: randomBytes(3).toString('hex'),
    onEvent: () => undefined,
  }).finally(() => server.close());
  const named = finished.causes.map(({ requirements }) => requirements.map(({ id }) => id.split('/')[0]));
  expect(named[0]).toContain('device_create');
  expect(finished.causes[0]?.step).toBe('enrol');
});
