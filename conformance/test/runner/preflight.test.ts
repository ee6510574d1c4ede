import { randomBytes } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import type { Check } from '../../src/judge/check.ts';
import type { RunEvent } from '../../src/runner/run-events.ts';
import { runSuite } from '../../src/runner/run-suite.ts';
import { openTarget } from '../../src/targets/open-target.ts';
import { type AlterRequest, alteringProxy, answering } from '../support/altering-proxy.ts';
import { sampleCheck } from '../support/sample-check.ts';
import { sampleServer, urlTarget } from '../support/sample-server.ts';

const target = await openTarget('memory:reference', { administrationToken: 's3cr3t' });
if (target.kind === 'client') throw new Error('no server');
const reference = target;
afterAll(() => reference.close());

/** Runs checks on a correct server with one defect, under a name of its own. */
async function runAt(alter: AlterRequest, checks: readonly Check[]) {
  const server = await alteringProxy(reference.address, alter);
  const events: RunEvent[] = [];
  const finished = await runSuite({
    ...{ server: await urlTarget(server.address, 's3cr3t'), checks, seed: '1' },
    run: randomBytes(3).toString('hex'),
    onEvent: (event) => void events.push(event),
  }).finally(() => server.close());
  const [done] = events.filter((event) => event.event === 'check-finished');
  return { outcome: done?.outcome, finished };
}

/** Runs a check that needs events. */
const eventsAt = (alter: AlterRequest) =>
  runAt(alter, [
    sampleCheck('events/stream-stays-open', { needs: ['events'] }, async (judge) => {
      judge.expect.answer(await judge.http({ target: '/' }), 200);
    }),
  ]);

const isStream = ({ url }: { readonly url: string }) => url.endsWith('/events');

test('a server that answers 404 to the stream of an unknown organization serves events', async () => {
  const { outcome } = await eventsAt(answering(404, ({ url }) => url === '/authenticated/nobody/events'));
  expect(outcome).toBe('pass');
});

test.each([401, 403, 406, 422, 500])(
  'a server that refuses the stream with %i serves events',
  async (status) => {
    expect((await eventsAt(answering(status, isStream))).outcome).toBe('pass');
  },
);

test.each([404, 405, 501])('a server that answers %i to its own device serves no events', async (status) => {
  expect((await eventsAt(answering(status, isStream))).outcome).toBe('notApplicable');
});

test('checks of events are not skipped where no organization shows whether there are events', async () => {
  expect((await eventsAt(answering(500, ({ url }) => url.startsWith('/anonymous/')))).outcome).toBe('pass');
});

test('a stream that a check opens although the preflight was refused one is a contradiction', async () => {
  let asked = 0;
  const first: AlterRequest = (request, response) => {
    if (!isStream(request) || ++asked > 1) return undefined;
    response.writeHead(404).end();
    return 'answered';
  };
  const listens = sampleCheck('events/stream-stays-open', {}, async (judge) => {
    const { author } = await judge.bootstrapped();
    await judge.listen(author);
  });
  const { finished } = await runAt(first, [listens]);
  expect(finished.contradictions).toEqual([expect.stringContaining('`events/stream-stays-open` opened one')]);
});

test.each([404, 501])(
  'an expiry answered %i is named beside the organizations that remain',
  async (status) => {
    const { finished } = await eventsAt(answering(status, ({ method }) => method === 'PATCH'));
    expect(finished.organizations).toMatchObject({ expired: 0, refusal: { http: status } });
    expect(finished.organizations.created).toBeGreaterThan(0);
  },
);

/** A run against a server, after the preflight. */
const lookedAt = async (address: Parameters<typeof urlTarget>[0]): Promise<unknown> => {
  const asks = sampleCheck('organization_bootstrap/token-works-once', {}, async (judge) => {
    judge.expect.answer(await judge.http({ target: '/' }), 200);
  });
  const server = await urlTarget(address);
  return runSuite({ server, checks: [asks], seed: '1', run: 'abcdef', onEvent: () => undefined });
};

test('a server other than a Parsec server is distinguished from a failing one', async () => {
  const other = await sampleServer((_, response) => void response.writeHead(200).end('x'));
  await expect(lookedAt(other.address)).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('not as a Parsec server'),
  });
  await other.close();
});

test('a target without a server is unreachable', async () => {
  const gone = await sampleServer(() => undefined);
  await gone.close();
  await expect(lookedAt(gone.address)).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('ECONNREFUSED'),
  });
});
