import type http from 'node:http';
import { expect, test } from 'vitest';
import { runSuite } from '../../src/runner/run-suite.ts';
import { apiVersion } from '../../src/wire/api-version.ts';
import { judged } from './judged.ts';
import { sampleCheck } from './sample-check.ts';
import { sampleServer, urlTarget } from './sample-server.ts';

/** Runs a check that needs events on a server whose events route answers like this. */
async function outcomeAt(events: http.RequestListener): Promise<string | undefined> {
  const server = await sampleServer((request, response) => {
    if (request.url?.endsWith('/events')) return events(request, response);
    response.setHeader('Api-Version', apiVersion);
    response.writeHead(200).end();
  });
  const check = sampleCheck('events/stream-stays-open', { needs: ['events'] }, async (judge) => {
    judge.expect.answer(await judge.http({ target: '/' }), 200);
  });
  const [done] = await judged({
    server: await urlTarget(server.address),
    checks: [check],
    seed: '1',
    run: 'abcdef',
  });
  await server.close();
  return done?.outcome;
}

const answering =
  (of: (request: http.IncomingMessage) => number): http.RequestListener =>
  (request, response) => {
    response.writeHead(of(request)).end();
  };

test('a server that requires version and Accept of listeners serves events', async () => {
  const orderly = answering(({ headers }) => ('api-version' in headers ? 406 : 422));
  expect(await outcomeAt(orderly)).toBe('pass');
});

test('a server that ignores either of them serves events too, so the checks of events apply', async () => {
  expect(await outcomeAt(answering(({ headers }) => ('accept' in headers ? 404 : 406)))).toBe('pass');
  expect(await outcomeAt(answering(({ headers }) => ('api-version' in headers ? 404 : 422)))).toBe('pass');
  expect(await outcomeAt(answering(() => 401))).toBe('pass');
});

test('a server without that route does not', async () => {
  expect(await outcomeAt(answering(() => 404))).toBe('notApplicable');
  expect(await outcomeAt(answering(() => 405))).toBe('notApplicable');
});

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
    exit: 4,
    message: expect.stringContaining('not as a Parsec server'),
  });
  await other.close();
});

test('a target without a server is unreachable', async () => {
  const gone = await sampleServer(() => undefined);
  await gone.close();
  await expect(lookedAt(gone.address)).rejects.toMatchObject({
    exit: 4,
    message: expect.stringContaining('ECONNREFUSED'),
  });
});
