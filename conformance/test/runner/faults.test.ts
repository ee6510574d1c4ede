import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CheckFinished } from '../../src/report/report-events.ts';
import type { SuiteOptions } from '../../src/runner/suite-options.ts';
import type { Deployment } from '../../src/targets/deployment/deployment.ts';
import type { ServerTarget } from '../../src/targets/target.ts';
import { judged } from '../support/judged.ts';
import { sampleCheck } from '../support/sample-check.ts';
import { sampleServer, urlTarget } from '../support/sample-server.ts';

const must = 'organization_bootstrap/token-works-once';
let server: Awaited<ReturnType<typeof sampleServer>>;
beforeAll(async () => {
  server = await sampleServer((_request, response) => void response.end('x'));
});
afterAll(() => server.close());

/**
 * A target whose deployments are all the sample server; `closed` counts the released deployments.
 */
async function deployable(more: Partial<ServerTarget> = {}, startMs = 0) {
  const counts = { deployed: 0, closed: 0 };
  const deploy = async (): Promise<Deployment> => {
    counts.deployed += 1;
    await sleep(startMs);
    const idle = () => Promise.resolve();
    let isOpen = true;
    const node = {
      address: server.address,
      log: () => 'last words',
      kill: idle,
      stop: () => Promise.resolve(0),
      start: () => sleep(startMs),
      pause: idle,
      resume: idle,
    };
    return {
      nodes: [node, node],
      administrationToken: 'a token of the deployment',
      log: () => node.log(),
      close: () => {
        if (isOpen) counts.closed += 1;
        isOpen = false;
        return Promise.resolve();
      },
    };
  };
  return { counts, target: { ...(await urlTarget(server.address)), deploy, ...more } };
}

const run = (target: ServerTarget, checks: SuiteOptions['checks'], more: Partial<SuiteOptions> = {}) =>
  judged({
    server: target,
    checks,
    seed: '1',
    run: 'abcdef',
    withoutPreflight: {},
    faults: true,
    again: false,
    ...more,
  });

test('harmful checks run only when requested, and only on a target that supports the fault', async () => {
  const { target } = await deployable({ undeployable: { nodes: 'it is one alone' } });
  const needs = ['faults', 'durable', 'nodes'] as const;
  const checks = needs.map((need) => sampleCheck(must, { case: need, needs: ['faults', need] }));
  const outcomesOf = (done: readonly CheckFinished[]) =>
    Object.fromEntries(done.map(({ check, outcome, message }) => [check.split('#')[1], message ?? outcome]));
  expect(outcomesOf(await run(target, checks))).toEqual({
    faults: 'pass',
    durable: 'pass',
    nodes: 'it is one alone',
  });
  const harmless = 'harms servers of its own: needs --faults';
  expect(outcomesOf(await run(target, checks, { faults: false }))).toEqual({
    faults: harmless,
    durable: harmless,
    nodes: harmless,
  });
  const url = await urlTarget(server.address);
  expect(outcomesOf(await run(url, checks))).toEqual({
    faults: 'pass',
    durable: 'needs a server that the suite starts (image: or cmd:)',
    nodes: 'needs a server that the suite starts (image: or cmd:)',
  });
});

test('a deployment ends with its check, whether that passes, fails, throws or times out; a failure keeps its log', async () => {
  const { target, counts } = await deployable();
  const logs: string[] = [];
  const ends = {
    holds: () => Promise.resolve(),
    fails: (fail: () => never) => Promise.resolve().then(fail),
    breaks: () => Promise.reject(new Error('a mistake of the check')),
    waits: () => new Promise<void>(() => undefined),
  };
  const checks = Object.entries(ends).map(([name, end]) =>
    sampleCheck(must, { case: name, timeout: 300 }, async (judge) => {
      const deployment = await judge.deploy();
      judge.expect.equal(deployment.judge(1).address, server.address, 'the address of the second node');
      await end(() => judge.fail('no', 'yes', 'no'));
    }),
  );
  const done = await run(target, checks, { onLog: (check, log) => void logs.push(`${check}: ${log}`) });
  expect(done.map(({ check, outcome }) => [check.split('#')[1], outcome]).sort()).toEqual([
    ['breaks', 'fail'],
    ['fails', 'fail'],
    ['holds', 'pass'],
    ['waits', 'fail'],
  ]);
  expect(counts).toEqual({ deployed: 4, closed: 4 });
  expect(logs.sort()).toEqual(['breaks', 'fails', 'waits'].map((name) => `${must}#${name}: last words`));
});

test('the start of a deployment does not count against the time of the check', async () => {
  const { target } = await deployable({}, 250);
  const patient = sampleCheck(must, { timeout: 200 }, async (judge) => {
    const deployment = await judge.deploy();
    await deployment.nodes[0]?.kill();
    await deployment.nodes[0]?.start();
  });
  const impatient = sampleCheck(must, { case: 'impatient', timeout: 200 }, async (judge) => {
    await judge.deploy();
    await sleep(800);
  });
  const done = await run(target, [patient, impatient]);
  expect(done.map(({ outcome }) => outcome)).toEqual(['pass', 'fail']);
});

test('the judges of both nodes share the cast and the random source, so no value is drawn twice', async () => {
  const { target } = await deployable();
  const drawn: string[] = [];
  const check = sampleCheck(must, {}, async (judge) => {
    const deployment = await judge.deploy();
    expect(deployment.judge(0).cast.person('bob')).toBe(deployment.judge(1).cast.person('bob'));
    for (const of of [judge, deployment.judge(0), deployment.judge(1)]) drawn.push(of.random.hex(8));
  });
  const done = await run(target, [check]);
  expect(done[0]?.outcome).toBe('pass');
  expect(new Set(drawn).size).toBe(3);
});

test('harmful checks run after all others, three at a time', async () => {
  const { target } = await deployable();
  let harmed = 0;
  let most = 0;
  let running = 0;
  const early: number[] = [];
  const calm = Array.from({ length: 10 }, (_, index) =>
    sampleCheck(must, { case: `calm-${index}` }, async () => {
      await sleep(10);
      early.push(harmed);
    }),
  );
  const harmful = Array.from({ length: 8 }, (_, index) =>
    sampleCheck(must, { case: `harm-${index}`, needs: ['faults'] }, async () => {
      harmed += 1;
      running += 1;
      most = Math.max(most, running);
      await sleep(20);
      running -= 1;
    }),
  );
  const done = await run(target, [...harmful, ...calm]);
  expect(done).toHaveLength(18);
  expect(early).toEqual(Array.from({ length: 10 }, () => 0));
  expect(most).toBe(3);
});
