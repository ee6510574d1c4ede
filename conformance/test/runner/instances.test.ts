import { afterAll, describe, expect, test } from 'vitest';
import type { Check } from '../../src/judge/check.ts';
import { loadChecks } from '../../src/judge/registry.ts';
import { orderChecks } from '../../src/runner/scheduler.ts';
import { openTarget } from '../../src/targets/open-target.ts';
import type { StartOptions } from '../../src/targets/start-options.ts';
import type { RunningServer, ServerTarget } from '../../src/targets/target.ts';
import { judged } from '../support/judged.ts';
import { sampleCheck } from '../support/sample-check.ts';

const opened = await openTarget('memory:reference');
if (opened.kind === 'client') throw new Error('no server');
const memory: ServerTarget = opened;
afterAll(() => memory.close());

const requirement = 'organization_bootstrap/token-works-once';

/** The target, and the options with which further servers of its kind were started. */
function watched(refuses: (options: StartOptions) => boolean = () => false, kept = memory.startOptions) {
  const starts: StartOptions[] = [];
  const start = async (options: StartOptions): Promise<RunningServer> => {
    starts.push(options);
    if (refuses(options) || memory.start === undefined) throw new Error('it ended at once');
    return await memory.start(options);
  };
  const target: ServerTarget = { ...memory, start, startOptions: kept };
  const outcomes = async (checks: readonly Check[]) => {
    const run = { seed: 'instances', run: '157a9c', timeout: 60_000, again: false };
    const done = await judged({ server: target, checks, ...run });
    return done.map(({ check, outcome, message }) => ({ check, outcome, message }));
  };
  return { starts, outcomes };
}

describe('the servers beside the first', () => {
  test('are five for all checks that need them', async () => {
    const needing = (await loadChecks()).filter(({ needs = [] }) =>
      needs.some((need) => ['start', 'mail', 'spontaneous', 'no-spontaneous'].includes(need)),
    );
    expect(needing.length).toBeGreaterThan(80);
    const { starts, outcomes } = watched();
    const red = (await outcomes(needing)).filter(({ outcome }) => ['fail', 'notTestable'].includes(outcome));
    expect(red).toEqual([]);
    expect(starts.length).toBe(5);
  });

  test('are started with the requested options alone if they cannot be started with more', async () => {
    const { starts, outcomes } = watched(({ production }) => production === true);
    const check = sampleCheck(requirement, {}, async (judge) => {
      const host = await judge.start({ sseKeepalive: 1 });
      judge.expect.reply(await host.bootstrap(await host.organization()));
    });
    expect(await outcomes([check])).toMatchObject([{ outcome: 'pass' }]);
    expect(starts.map((options) => Object.keys(options).length)).toEqual([4, 1]);
    expect(starts.at(-1)).toEqual({ sseKeepalive: 1 });
  });

  test('receive only the options that the target supports', async () => {
    const { starts, outcomes } = watched(undefined, new Set(['sseKeepalive', 'spontaneous']));
    const check = sampleCheck(requirement, {}, async (judge) => {
      await judge.start({ sseKeepalive: 1 });
    });
    expect(await outcomes([check])).toMatchObject([{ outcome: 'pass' }]);
    expect(starts).toEqual([{ sseKeepalive: 1, spontaneous: true }]);
  });

  test('are not started for a check that requests no setting: the first one has its defaults', async () => {
    const { starts, outcomes } = watched();
    const check = sampleCheck(requirement, {}, async (judge) => {
      const host = await judge.start({});
      judge.expect.equal(host.address, judge.address, 'address');
    });
    expect(await outcomes([check])).toMatchObject([{ outcome: 'pass' }]);
    expect(starts).toEqual([]);
  });

  test('send and receive events for one check at a time', async () => {
    let together = 0;
    const hearing = (name: string) =>
      sampleCheck(requirement, { case: name }, async (check) => {
        const { judge, sink } = await check.withWebhook(() => ({ status: 200 }));
        together += 1;
        judge.expect.equal(together, 1, 'checks that hear');
        await judge.bootstrapped();
        for (let waited = 0; sink.exchanges.length === 0 && waited < 2000; waited += 20)
          await judge.sleep(20);
        judge.expect.equal(sink.exchanges.length, 1, 'calls');
        together -= 1;
      });
    const { starts, outcomes } = watched();
    const done = await outcomes(['one', 'two', 'three'].map(hearing));
    expect(done.map(({ outcome }) => outcome)).toEqual(['pass', 'pass', 'pass']);
    expect(starts.length).toBe(1);
  });

  test('start all at once, however few checks run concurrently, and no other check runs meanwhile', async () => {
    const log: string[] = [];
    const start = async (options: StartOptions): Promise<RunningServer> => {
      log.push(`start ${Object.keys(options).length}`);
      await new Promise((done) => setTimeout(done, 50));
      if (memory.start === undefined) throw new Error('no server');
      const running = await memory.start(options);
      log.push('started');
      return running;
    };
    const starting = (name: string, options: StartOptions) =>
      sampleCheck(requirement, { case: name, needs: ['start'] }, async (judge) => {
        await judge.start(options);
        log.push(name);
      });
    const here = sampleCheck(requirement, { case: 'here' }, async () => void log.push('here'));
    const checks = [here, starting('alive', { sseKeepalive: 1 }), starting('terms', { initialTos: {} })];
    await judged({ server: { ...memory, start }, checks, seed: 'instances', run: '157a9c', jobs: 1 });
    expect(log.slice(0, 2).toSorted()).toEqual(['start 1', 'start 4']);
    expect(log.filter((what) => what === 'started').length).toBe(2);
    expect(log.indexOf('here')).toBeGreaterThan(log.lastIndexOf('started'));
    expect(log).toEqual(expect.arrayContaining(['alive', 'terms']));
  });

  test('do not hold up an interrupted run with a single slot', async () => {
    const stop = new AbortController();
    const start = async (options: StartOptions): Promise<RunningServer> => {
      setTimeout(() => stop.abort(), 50);
      await new Promise((done) => setTimeout(done, 400));
      if (memory.start === undefined) throw new Error('no server');
      return await memory.start(options);
    };
    const checks = [
      sampleCheck(requirement, { case: 'waits', needs: ['spontaneous'] }),
      sampleCheck(requirement, { case: 'endless', needs: ['start'] }, () => new Promise(() => undefined)),
      sampleCheck(requirement, { case: 'in-line', needs: ['start'] }),
    ];
    const server = { ...memory, start };
    const options = { seed: 'instances', run: '157a9c', jobs: 1, stop: stop.signal };
    expect(await judged({ server, checks, ...options })).toEqual([]);
  });
});

test('checks that need another server are distinguished, and checks that wait for a clock come first', () => {
  const check = (name: string, options: { needs?: ['start']; timeout?: number } = {}) =>
    sampleCheck(requirement, { case: name, ...options }, () => Promise.resolve());
  const checks = [
    check('a'),
    check('b'),
    check('c', { timeout: 9000 }),
    check('d', { needs: ['start'] }),
    check('e', { needs: ['start'], timeout: 9000 }),
  ];
  const { extraServer: elsewhere, mainServer: here } = orderChecks(checks);
  expect([elsewhere, here].map((some) => some.map(({ id }) => id.slice(-1)))).toEqual([
    ['e', 'd'],
    ['c', 'a', 'b'],
  ]);
});
