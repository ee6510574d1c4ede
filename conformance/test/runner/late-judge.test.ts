import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ClientCheck } from '../../src/judge/check.ts';
import { SHORTEST_WAIT_MS } from '../../src/judge/client-judge.ts';
import type { Judge } from '../../src/judge/judge.ts';
import type { SuiteOptions } from '../../src/runner/suite-options.ts';
import type { ActEnd, ClientDriver } from '../../src/targets/client/client-driver.ts';
import { openTarget } from '../../src/targets/open-target.ts';
import { nullClients } from '../self-test/null-client.ts';
import { judged } from '../support/judged.ts';
import { sampleCheck } from '../support/sample-check.ts';
import { sampleServer, urlTarget } from '../support/sample-server.ts';

/** Duration of the slow answer, in ms. */
const SLOW_MS = 30_000;

const must = 'organization_bootstrap/token-works-once';
const end = new AbortController();
let server: Awaited<ReturnType<typeof sampleServer>>;
beforeAll(async () => {
  server = await sampleServer(async ({ url }, response) => {
    if (url === '/slow') await sleep(SLOW_MS, undefined, { signal: end.signal }).catch(() => undefined);
    response.writeHead(url === '/missing' ? 404 : 200).end();
  });
});
afterAll(() => {
  end.abort();
  return server.close();
});

/** By how much the clock of this file is ahead, in ms. */
let ahead = 0;
const now = performance.now.bind(performance);
beforeAll(() => void vi.spyOn(performance, 'now').mockImplementation(() => now() + ahead));
afterAll(() => void vi.restoreAllMocks());

/** A client that ends a log-in after this time by the judge's clock, and writes `log` to its log. */
function slowClient(end: ActEnd, durationMs: number, log = ''): ClientDriver {
  const driver = nullClients[`\`${end}\` to everything`];
  if (driver === undefined) throw new Error(`no such client: ${end}`);
  return {
    ...driver,
    open: async (home) => {
      const session = await driver.open(home);
      const logIn: typeof session.logIn = (input) => {
        ahead += durationMs;
        return session.logIn(input);
      };
      return { ...session, logIn, log: () => Buffer.from(log) };
    },
  };
}

type Late = NonNullable<SuiteOptions['latenessBetween']>;
const onTime: Late = () => undefined;
const late: Late = () => ({ share: 0.8, longestMs: 1234 });
/** A judge that is late for the first call only. */
const lateOnce = (): Late => {
  let calls = 0;
  return () => (calls++ === 0 ? { share: 0.8, longestMs: 1234 } : undefined);
};

async function outcomeOf(
  latenessBetween: Late,
  body: (judge: Judge) => Promise<void>,
  options: Partial<SuiteOptions> = {},
) {
  const [done, ...others] = await judged({
    server: await urlTarget(server.address),
    checks: [sampleCheck(must, {}, body)],
    seed: '1',
    run: 'abcdef',
    withoutPreflight: {},
    latenessBetween,
    ...options,
  });
  expect(others).toEqual([]);
  return done;
}

const asks = (target: string) => async (judge: Judge) =>
  void judge.expect.answer(await judge.http({ target }), 200);

/** Holds from this run on. Earlier runs fail because a wait was not over in time. */
function heldFromRun(number: number) {
  let runs = 0;
  return async (judge: Judge) => {
    runs += 1;
    await judge.within(10, () => judge.sleep(20));
    judge.expect.that(runs >= number, 'an event', 'nothing');
  };
}

const measured = 'the judge itself was late: 80 % of the time, by up to 1234 ms';

describe('a verdict that rests on time', () => {
  test('counts if the judge was on time', async () => {
    expect(await outcomeOf(onTime, heldFromRun(9))).toMatchObject({ outcome: 'fail', observed: '"nothing"' });
    expect(await outcomeOf(onTime, heldFromRun(2))).toMatchObject({ outcome: 'flaky' });
  });

  test('is decided by a repetition if the judge was late, and a note says so', async () => {
    const done = await outcomeOf(lateOnce(), heldFromRun(2));
    expect(done).toMatchObject({ outcome: 'pass', notes: [`repeated alone, because ${measured}`] });
    expect(await outcomeOf(lateOnce(), heldFromRun(9))).toMatchObject({ outcome: 'fail' });
  });

  test('is decided with other identifiers, because those of the earlier run may be taken', async () => {
    const seen: string[] = [];
    await outcomeOf(late, async (judge) => {
      seen.push(judge.random.hex(8));
      await heldFromRun(9)(judge);
    });
    expect(new Set(seen).size).toBe(2);
  });

  test('is notTestable if the judge was late in the repetition, too', async () => {
    const done = await outcomeOf(late, heldFromRun(9));
    expect(done).toMatchObject({ outcome: 'notTestable' });
    expect(done?.message).toBe(`${measured} (expected an event, got "nothing")`);
  });

  test('is repeated when no other check runs', async () => {
    let running = 0;
    const others: number[] = [];
    const checks = Array.from({ length: 6 }, (_, index) => {
      let runs = 0;
      return sampleCheck(must, { case: `n${index}` }, async (judge) => {
        running += 1;
        if (runs++ > 0) others.push(running - 1);
        await judge.within(10, () => judge.sleep(20));
        running -= 1;
        judge.expect.that(runs > 1, 'an event', 'nothing');
      });
    });
    const done = await judged({
      server: await urlTarget(server.address),
      ...{ checks, seed: '1', run: 'abcdef', withoutPreflight: {}, latenessBetween: late },
    });
    expect(done.map(({ outcome }) => outcome)).toEqual(Array(6).fill('pass'));
    expect(others).toEqual(Array(6).fill(0));
  });
});

test('a wrong answer counts, however late the judge was', async () => {
  expect(await outcomeOf(late, asks('/missing'))).toMatchObject({ outcome: 'fail', observed: 'HTTP 404' });
});

test('a check that exceeds its time limit gets three times as long if the judge was late', async () => {
  const sleeps = (ms: number) => (judge: Judge) => judge.sleep(ms).then(() => asks('/')(judge));
  expect(await outcomeOf(lateOnce(), sleeps(500), { timeout: 300 })).toMatchObject({ outcome: 'pass' });
  expect(await outcomeOf(late, sleeps(5000), { timeout: 300 })).toMatchObject({ outcome: 'notTestable' });
  expect(await outcomeOf(onTime, sleeps(500), { timeout: 300 })).toMatchObject({ outcome: 'fail' });
});

test('a target that answers a command after 30 s fails if the judge was on time', async () => {
  expect(await outcomeOf(onTime, asks('/slow'))).toMatchObject({
    outcome: 'fail',
    observed: 'no answer (timeout)',
  });
});

test('a check that failed and then held is not flaky if the judge was late', async () => {
  const sometimes = () => {
    let runs = 0;
    return async (judge: Judge) => judge.expect.that(runs++ !== 0, 'an answer', 'another one');
  };
  expect(await outcomeOf(onTime, sometimes())).toMatchObject({ outcome: 'flaky' });
  expect(await outcomeOf(late, sometimes())).toMatchObject({ outcome: 'pass' });
});

test('a known failure that holds is stale only if it also holds alone, if the judge was late', async () => {
  const entry = { check: must, reason: 'r', owner: 'o', expiry: '2099-01-01', observed: { http: 404 } };
  let runs = 0;
  const outcome = async (meter: Late, held: number) => {
    runs = 0;
    const body = (judge: Judge) => asks(runs++ < held ? '/' : '/missing')(judge);
    return (await outcomeOf(meter, body, { baseline: [entry] }))?.outcome;
  };
  expect([await outcome(onTime, Infinity), runs]).toEqual(['stale', 2]);
  expect([await outcome(late, Infinity), runs]).toEqual(['stale', 4]);
  expect([await outcome(late, 2), runs]).toEqual(['knownFailure', 3]);
});

test('a failure of a server that uses the mail relay of the judge rests on time', async () => {
  const target = await openTarget('memory:reference');
  if (target.kind === 'client') throw new Error('no server');
  const options = {
    server: target,
    withoutPreflight: { spontaneous: false, events: true },
    jobs: 1,
  } as const;
  const fails = async (judge: Judge) => judge.fail('no mail', 'a mail', 'none');
  const afterMail = async (judge: Judge) => fails((await judge.withMail()).judge);
  expect(await outcomeOf(late, fails, options)).toMatchObject({ outcome: 'fail' });
  expect(await outcomeOf(late, afterMail, options)).toMatchObject({ outcome: 'notTestable' });
  expect(await outcomeOf(onTime, afterMail, options)).toMatchObject({ outcome: 'fail' });
  await target.close();
});

test('a failure after a long act in which a client did not succeed rests on time', async () => {
  const check: ClientCheck = {
    ...{ kind: 'client', id: 'client-keys/round-trip#client', requirements: ['client-keys/round-trip'] },
    body: async (judge) => {
      const session = await judge.open(await judge.home());
      await session.logIn({ device: 'laptop', password: 'P@ssw0rd.' });
      judge.fail('no command', 'a command', 'none');
    },
  };
  const outcome = async (end: ActEnd, durationMs: number, latenessBetween: Late) => {
    const driver = slowClient(end, durationMs);
    const client = { address: 'client:slow', driver };
    const [done] = await judged({ client, checks: [check], seed: '1', run: 'abcdef', latenessBetween });
    return done?.outcome;
  };
  expect(await outcome('refused', SHORTEST_WAIT_MS, late)).toBe('notTestable');
  expect(await outcome('refused', SHORTEST_WAIT_MS, onTime)).toBe('fail');
  expect(await outcome('ok', SHORTEST_WAIT_MS, late)).toBe('fail');
  expect(await outcome('refused', 0, late)).toBe('fail');
});

test('a leaked secret counts, however late the judge was', async () => {
  const check: ClientCheck = {
    ...{ kind: 'client', id: 'client-keys/round-trip#client', requirements: ['client-keys/round-trip'] },
    body: async (judge) => {
      const session = await judge.open(await judge.home());
      await session.logIn({ device: 'laptop', password: 'P@ssw0rd.' });
    },
  };
  const client = { address: 'client:slow', driver: slowClient('refused', SHORTEST_WAIT_MS, 'P@ssw0rd.') };
  const [done] = await judged({ client, checks: [check], seed: '1', run: 'abcdef', latenessBetween: late });
  expect(done?.outcome).toBe('fail');
});
