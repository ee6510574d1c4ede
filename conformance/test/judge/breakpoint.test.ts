import { expect, test, vi } from 'vitest';
import { newRecord } from '../../src/judge/check-record.ts';
import { Deadline } from '../../src/judge/deadline.ts';
import { Http } from '../../src/judge/http.ts';
import { openEndpoint } from '../../src/wire/endpoint.ts';
import { Secrets } from '../../src/wire/secrets.ts';
import { sampleServer } from '../support/sample-server.ts';

test.each([
  ['send', (http: Http, make: Parameters<Http['send']>[0]) => http.send(make)],
  ['open', (http: Http, make: Parameters<Http['open']>[0]) => http.open(make)],
] as const)('%s stops before the request of a breakpoint, and then makes it anew', async (_, send) => {
  const arrived: unknown[] = [];
  const server = await sampleServer((request, response) => {
    arrived.push(request.headers['x-made']);
    response.end();
  });
  let made = 0;
  const make = () => {
    made += 1;
    return { target: '/', headers: [['X-Made', String(made)] as const] };
  };
  const stops: unknown[] = [];
  const record = newRecord(new Secrets(), {
    breakpoint: {
      number: 2,
      stopped: async ({ headers }, address) => {
        stops.push({ headers: headers.at(-1), address, arrived: [...arrived] });
      },
    },
  });
  const deadline = new Deadline(10_000);
  const http = new Http(openEndpoint(server.address), deadline, record);
  for (let count = 0; count < 3; count += 1) await send(http, make);
  deadline.end();
  await server.close();
  expect(stops).toEqual([{ headers: ['X-Made', '2'], address: server.address, arrived: ['1'] }]);
  expect(arrived).toEqual(['1', '3', '4']);
  expect(record.exchanges.map(({ origin }) => origin?.number)).toEqual([1, 2, 3]);
});

test('a stop extends the time limit of the check by its own duration', async () => {
  const server = await sampleServer((_, response) => void response.end());
  const deadline = new Deadline(10_000);
  const extend = vi.spyOn(deadline, 'extend');
  const breakpoint = { number: 1, stopped: () => new Promise<void>((done) => setImmediate(done)) };
  const http = new Http(openEndpoint(server.address), deadline, newRecord(new Secrets(), { breakpoint }));
  await http.send({ target: '/' });
  const extensions = extend.mock.calls.map(([ms]) => ms);
  expect(extensions).toHaveLength(2);
  expect(extensions[0]).toBeGreaterThan(3_600_000);
  expect(extensions.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(0);
  deadline.end();
  await server.close();
});
