import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { loadMutants } from '../../self-test/load-mutants.ts';
import { mutantTarget } from '../../self-test/mutant-target.ts';
import type { ClientCheck } from '../../src/judge/check.ts';
import { SHORTEST_WAIT_MS } from '../../src/judge/client-judge.ts';
import { EventStream } from '../../src/judge/event-stream.ts';
import type { Judge } from '../../src/judge/judge.ts';
import { loadChecks } from '../../src/judge/registry.ts';
import type { SuiteOptions } from '../../src/runner/suite-options.ts';
import type { ActEnd, ClientDriver } from '../../src/targets/client/client-driver.ts';
import { sendDated } from '../../src/vocabulary/matchers/timestamps.ts';
import { openEndpoint } from '../../src/wire/endpoint.ts';
import { configurationFrame } from '../../src/wire/event-frames.ts';
import { Secrets } from '../../src/wire/secrets.ts';
import { openStreamingResponse } from '../../src/wire/streaming-response.ts';
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
    response.writeHead(url === '/missing' ? 404 : 200);
    if (url === '/wrong') response.write(configurationFrame());
    if (url === '/wrong' || url === '/silent') response.flushHeaders();
    else response.end();
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

type ServerBody = (judge: Judge) => Promise<unknown>;

async function outcomeOf(latenessBetween: Late, body: ServerBody, options: Partial<SuiteOptions> = {}) {
  const [done, ...others] = await judged({
    server: await urlTarget(server.address),
    checks: [sampleCheck(must, {}, async (judge) => void (await body(judge)))],
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
  judge.expect.answer(await judge.http({ target }), 200);

/** Holds from this run on. Earlier runs fail because something took too long. */
function heldFromRun(number: number) {
  let runs = 0;
  return (judge: Judge) =>
    judge.within(10, async () => {
      runs += 1;
      await judge.sleep(20);
      judge.expect.that(runs >= number, 'an event', 'nothing');
    });
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
        await judge.within(10, async () => {
          await judge.sleep(20);
          running -= 1;
          judge.expect.that(runs > 1, 'an event', 'nothing');
        });
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

/** Lets a minute pass by the clock of this file, and returns a value. */
function afterMinute<T>(value: T): T {
  ahead += 60_000;
  return value;
}

/** Opens an event stream of the sample server. The judge waits for 50 ms at most. */
async function openStream(judge: Judge, target: string): Promise<EventStream> {
  const request = { method: 'GET', target, headers: [['Host', 'h']] as const, body: new Uint8Array() };
  const answer = await openStreamingResponse(openEndpoint(server.address), request, judge.signal);
  return new EventStream(answer, judge.now(), judge.signal, new Secrets(), {
    maxMs: () => 50,
    waitFor: (limitMs, work) => judge.waitFor(limitMs, work),
  });
}

const sendsDated = async (judge: Judge, target: string, travel = <T>(value: T) => value) =>
  judge.expect.answer(await sendDated(judge, 310, async () => travel(await judge.http({ target }))), 200);

// All that a late judge excuses at first: something is missing, or took too long. The verdict is that of
// the repetition. A server that answers wrong at once to the same expectation is not excused.
describe.each<[string, 'fail' | 'notTestable', ServerBody, ServerBody | undefined]>([
  [
    'an event',
    'fail',
    async (judge) => (await openStream(judge, '/silent')).next('an event'),
    async (judge) => (await openStream(judge, '/wrong')).event({ event: 'OTHER' }, 'another event'),
  ],
  [
    'the end of a stream',
    'fail',
    async (judge) => (await openStream(judge, '/silent')).end('the end'),
    undefined,
  ],
  [
    'a change after its answer',
    'fail',
    (judge) => judge.eventually(() => afterMinute(judge).http({ target: '/missing' }), 200, 'a change'),
    undefined,
  ],
  [
    'a mail, or a call of a webhook',
    'fail',
    (judge) => judge.collect(() => afterMinute([]), 1, 'mails'),
    (judge) => judge.collect(() => [1, 2], 1, 'mails'),
  ],
  [
    'an end within a time',
    'notTestable',
    (judge) => judge.within(10, () => afterMinute(judge).fail('it goes on', 'an end', 'none')),
    (judge) => judge.within(10_000, () => asks('/missing')(judge)),
  ],
  [
    'a request with a date',
    'notTestable',
    (judge) => sendsDated(judge, '/missing', afterMinute),
    (judge) => sendsDated(judge, '/missing'),
  ],
  ['an answer', 'notTestable', asks('/slow'), asks('/missing')],
])('%s', (_name, verdict, isMissing, isWrong) => {
  test(`that is missing is ${verdict} after the repetition, if the judge was always late`, async () => {
    const done = await outcomeOf(late, isMissing, { timeout: 1000 });
    expect(done?.outcome).toBe(verdict);
    expect(done?.notes).toEqual([`repeated alone, because ${measured}`]);
  });

  if (isWrong === undefined) return;
  test('that is wrong at once counts, however late the judge was', async () => {
    const done = await outcomeOf(late, isWrong);
    expect(done).toMatchObject({ outcome: 'fail', notes: [] });
  });
});

test('a wrong answer after something that came late counts, however late the judge was', async () => {
  const done = await outcomeOf(late, async (judge) => {
    await judge.within(10, async () => afterMinute(judge));
    await asks('/missing')(judge);
  });
  expect(done).toMatchObject({ outcome: 'fail', observed: 'HTTP 404', notes: [] });
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

test('a wrong answer before a right one is flaky, however late the judge was', async () => {
  let runs = 0;
  const sometimes = async (judge: Judge) => judge.expect.that(runs++ !== 0, 'an answer', 'another one');
  expect(await outcomeOf(late, sometimes)).toMatchObject({ outcome: 'flaky' });
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

test('a failure of a server that gave up on the mail relay of the judge rests on time', async () => {
  const target = await mutantTarget({});
  const withoutPreflight = { spontaneous: false, events: true };
  const hangsUp = (status: string) => async (judge: Judge) => {
    const { relay } = await judge.withMail();
    const socket = net.connect(relay.port, '127.0.0.1').once('data', () => socket.destroy());
    await once(socket, 'close');
    await judge.sleep(50);
    judge.fail('a code', { status: 'ok' }, { status });
  };
  const options = { server: target, withoutPreflight };
  const unsent = hangsUp('email_server_unavailable');
  expect(await outcomeOf(late, unsent, options)).toMatchObject({ outcome: 'notTestable' });
  expect(await outcomeOf(onTime, unsent, options)).toMatchObject({ outcome: 'fail' });
  const limited = hangsUp('email_sending_rate_limited');
  expect(await outcomeOf(late, limited, options)).toMatchObject({ outcome: 'fail' });
  await target.close();
});

// The judge's relay took their mails before.
test.each([
  ['account_create_proceed/one-creation#every-racer', 'account_create_proceed/one-creation'],
  [
    'account_create_proceed/code-of-its-address#uses-up-others',
    'account_create_proceed/code-of-its-address#check',
  ],
])('%s is red, however late the judge was', async (name, id) => {
  const mutants = (await loadMutants()).filter((mutant) => mutant.name === name);
  const checks = (await loadChecks()).filter((check) => check.id === id);
  expect([mutants.length, checks.length]).toEqual([1, 1]);
  const target = await mutantTarget({ mutants });
  const withoutPreflight = { spontaneous: false, events: true };
  const options = { server: target, checks, seed: '1', run: 'abcdef', withoutPreflight };
  const done = await judged({ ...options, latenessBetween: late }).finally(() => target.close());
  expect(done.map(({ outcome, notes }) => ({ outcome, notes }))).toEqual([{ outcome: 'fail', notes: [] }]);
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
