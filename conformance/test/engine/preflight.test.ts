import type http from 'node:http';
import { expect, test } from 'vitest';
import { judged } from './judged.ts';
import { sampleCheck } from './sample-check.ts';
import { sampleServer, urlTarget } from './sample-server.ts';

/** Runs a check that needs the events against a server of which the events route answers so. */
async function outcomeAt(events: http.RequestListener): Promise<string | undefined> {
  const server = await sampleServer((request, response) => {
    if (request.url?.endsWith('/events')) return events(request, response);
    response.setHeader('Api-Version', '5.6');
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

test('a server that asks listeners for version and Accept serves events', async () => {
  const orderly = answering(({ headers }) => ('api-version' in headers ? 406 : 422));
  expect(await outcomeAt(orderly)).toBe('pass');
});

test('one that overlooks either of them does so too: the checks of events are for it', async () => {
  expect(await outcomeAt(answering(({ headers }) => ('accept' in headers ? 404 : 406)))).toBe('pass');
  expect(await outcomeAt(answering(({ headers }) => ('api-version' in headers ? 404 : 422)))).toBe('pass');
  expect(await outcomeAt(answering(() => 401))).toBe('pass');
});

test('one without that route does not', async () => {
  expect(await outcomeAt(answering(() => 404))).toBe('notApplicable');
  expect(await outcomeAt(answering(() => 405))).toBe('notApplicable');
});
