import { readFileSync } from 'node:fs';
import { API_VERSION } from '@parsec-spec/spec/commands';
import { expect, test } from 'vitest';
import { createServer } from '../../src/core/create-server.ts';
import type { Mailer } from '../../src/delivery/mailer.ts';
import { inProcess } from '../../src/http/in-process.ts';
import { metricsOnly, prometheusMetrics } from '../../src/serve/metrics.ts';
import { startServer } from '../../src/serve/start-server.ts';
import { send } from '../support/http.ts';
import { InterruptedJournal } from '../support/interrupted-journal.ts';
import { serveProcess } from '../support/serve-process.ts';
import { Listener } from '../support/stream-listener.ts';
import { testOrganization } from '../support/test-organization.ts';
import { administrator, TestServer } from '../support/test-server.ts';

const own = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

/** The samples of a text for Prometheus: name with labels, and value. */
const samplesOf = (text: string): ReadonlyMap<string, number> =>
  new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const blank = line.lastIndexOf(' ');
        return [line.slice(0, blank), Number(line.slice(blank + 1))];
      }),
  );

async function samples(server: Pick<TestServer, 'exchange'>): Promise<ReadonlyMap<string, number>> {
  const { status, body } = await server.exchange({
    method: 'GET',
    target: '/metrics',
    headers: administrator,
  });
  expect(status).toBe(200);
  return samplesOf(Buffer.from(body).toString());
}

const requests = (family: string, status: number): string =>
  `parsec_http_requests_total{family="${family}",status="${status}"}`;
const duration = 'parsec_http_request_duration_seconds';

test('requests are counted by family and status, with their durations', async () => {
  const testServer = new TestServer({ metrics: prometheusMetrics() });
  const { id, bootstrap } = await testServer.bootstrapped();
  await testServer.authenticated(id, bootstrap, { cmd: 'organization_info' });
  await testServer.call('/authenticated/None', { cmd: 'organization_info' });
  await testServer.exchange({ method: 'GET', target: '/nowhere', headers: [] });
  const found = await samples(testServer);
  expect(found.get(requests('administration', 200))).toBe(1);
  expect(found.get(requests('anonymous', 200))).toBe(1);
  expect(found.get(requests('authenticated', 200))).toBe(1);
  expect(found.get(requests('authenticated', 401))).toBe(1);
  expect(found.get(requests('other', 404))).toBe(1);
  expect(found.get(`${duration}_count{family="authenticated"}`)).toBe(2);
  expect(found.get(`${duration}_bucket{le="+Inf",family="authenticated"}`)).toBe(2);
  expect(found.get(`${duration}_sum{family="authenticated"}`)).toBeGreaterThan(0);
  expect(found.get(`parsec_build_info{version="${own.version}",api_version="${API_VERSION}"}`)).toBe(1);
});

test('no request adds a value of a label that its sender chooses', async () => {
  const testServer = new TestServer({ metrics: prometheusMetrics() });
  const seriesAfter = async (from: number): Promise<number> => {
    for (let index = from; index < from + 50; index++) {
      for (const target of [
        `/nowhere${index}`,
        `/anonymous/Org${index}`,
        `/administration/organizations/O${index}`,
      ])
        for (const method of ['GET', `METHOD${index}`])
          await testServer.exchange({ method, target, headers: administrator });
    }
    return (await samples(testServer)).size;
  };
  // The first answer does not count itself yet.
  await samples(testServer);
  const before = await seriesAfter(0);
  expect(await seriesAfter(50)).toBe(before);
});

test('open event streams are counted until they end', async () => {
  const organization = await testOrganization({ metrics: prometheusMetrics() });
  const exchange = inProcess(organization.server);
  const streams = async () => (await samples({ exchange })).get('parsec_event_streams');
  expect(await streams()).toBe(0);
  const listener = await Listener.tuned(organization, organization.alice);
  await Listener.tuned(organization, organization.alice);
  expect(await streams()).toBe(2);
  listener.close();
  expect(await streams()).toBe(1);
});

test('failed mails are counted by reason', async () => {
  const outcomes = ['SUCCESS', 'RECIPIENT_REFUSED', 'SERVER_UNAVAILABLE', 'SERVER_UNAVAILABLE'] as const;
  let sent = 0;
  const mailer: Mailer = { name: 'test', send: async () => outcomes[sent++] ?? 'SUCCESS' };
  const { alice, ask, server } = await testOrganization({ metrics: prometheusMetrics(), mailer });
  const failed = async () => {
    const found = await samples({ exchange: inProcess(server) });
    return ['recipient_refused', 'server_unavailable'].map((reason) =>
      found.get(`parsec_mails_failed_total{reason="${reason}"}`),
    );
  };
  expect(await failed()).toEqual([0, 0]);
  for (const [nth] of outcomes.entries())
    await ask(alice, { cmd: 'invite_new_user', claimer_email: `bob${nth}@example.com`, send_email: true });
  expect(await failed()).toEqual([1, 2]);
});

test('metrics are answered while the database is away, and say so', async () => {
  const journal = new InterruptedJournal();
  const testServer = new TestServer({ journal, metrics: prometheusMetrics() });
  expect((await samples(testServer)).get('parsec_database_up')).toBe(1);
  journal.error = new Error('away');
  expect((await samples(testServer)).get('parsec_database_up')).toBe(0);
});

test('metrics need the administration token, and a server without metrics has none', async () => {
  const statusOf = (testServer: TestServer, authorization: string, method = 'GET') =>
    testServer
      .exchange({ method, target: '/metrics', headers: [['Authorization', authorization]] })
      .then(({ status }) => status);
  const testServer = new TestServer({ metrics: prometheusMetrics() });
  expect(await statusOf(testServer, 'Bearer s3cr3t')).toBe(200);
  expect(await statusOf(testServer, 'Bearer wr0ng')).toBe(403);
  expect(await statusOf(testServer, '')).toBe(403);
  expect(await statusOf(testServer, 'Bearer s3cr3t', 'POST')).toBe(405);
  expect(await statusOf(new TestServer(), 'Bearer s3cr3t')).toBe(404);
});

test('the listener for metrics answers them without a token, and nothing else', async () => {
  const server = createServer({ metrics: prometheusMetrics() });
  const exchange = inProcess({ ...server, ...metricsOnly(server) });
  const get = (target: string) => exchange({ method: 'GET', target, headers: [] });
  for (const target of ['/metrics', '/metrics?x=1']) {
    const { status, headers } = await get(target);
    expect(status).toBe(200);
    expect(headers).toContainEqual(['Content-Type', 'text/plain; version=0.0.4; charset=utf-8']);
  }
  for (const target of ['/', '/metrics/', '/metricsx', '/administration/stats', '/%6detrics'])
    expect((await get(target)).status).toBe(404);
});

test('serve listens for requests of metrics at --metrics-listen, and logs where', async () => {
  const server = await serveProcess(['--dev', '--log-format', 'json', '--metrics-listen', '127.0.0.1:0']);
  await expect.poll(() => server.stderr()).toMatch(/serving metrics without a token/);
  const [, url = ''] = /"url":"(http:\/\/127\.0\.0\.1:\d+\/metrics)"/.exec(server.stderr()) ?? [];
  const { origin, pathname } = new URL(url);
  const { status, body } = await send(origin, { method: 'GET', target: pathname });
  expect([status, body.toString()]).toEqual([200, expect.stringContaining('parsec_database_up 1')]);
  expect((await send(origin, { method: 'GET', target: '/administration/stats' })).status).toBe(404);
  const main = (JSON.parse(server.first) as { url: string }).url;
  expect((await send(main, { method: 'GET', target: '/metrics' })).status).toBe(403);
  const authorized = {
    method: 'GET',
    target: '/metrics',
    headers: [['Authorization', 'Bearer s3cr3t']] as const,
  };
  expect((await send(main, authorized)).status).toBe(200);
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
});

test('an address for metrics that is in use is named with its option', async () => {
  const first = await startServer();
  const metricsListen = { host: first.host, port: first.port };
  await expect(startServer({ metricsListen })).rejects.toMatchObject({
    exit: 1,
    message: `--metrics-listen 127.0.0.1:${first.port} is in use`,
    hint: expect.stringContaining('--metrics-listen'),
  });
  await first.close();
});

test('docs/host.md has every metric with its labels', async () => {
  const text = await prometheusMetrics().text({ eventStreams: 0, isDatabaseUp: true });
  const metrics = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, type]) => `${name} ${type}`);
  const document = readFileSync(new URL('../../../docs/host.md', import.meta.url), 'utf8');
  const documented = [...document.matchAll(/^\| `(parsec_\w+)` \| (\w+) \|/gm)].map(
    ([, name, type]) => `${name} ${type}`,
  );
  expect(documented).toEqual(metrics);
  expect(documented.length).toBeGreaterThan(0);
});
