import { expect, test } from 'vitest';
import { silentLog } from '../../src/log.ts';
import { JournalError } from '../../src/storage/journal-error.ts';
import { sqliteError } from '../support/full-disk.ts';
import { InterruptedJournal } from '../support/interrupted-journal.ts';
import { TestServer } from '../support/test-server.ts';

const statusOf = async (testServer: TestServer, target: string, method = 'GET'): Promise<number> =>
  (await testServer.exchange({ method, target, headers: [] })).status;

test('a running server is alive and ready', async () => {
  const testServer = new TestServer();
  expect(await statusOf(testServer, '/healthz')).toBe(200);
  expect(await statusOf(testServer, '/readyz')).toBe(200);
});

test.each([
  ['is away', new JournalError('away', 'the database does not answer', 'It is tried again.')],
  ['cannot be read', sqliteError(10, 'disk I/O error')],
])('a server whose database %s is alive and not ready, until the database is back', async (_, error) => {
  const journal = new InterruptedJournal();
  const testServer = new TestServer({ journal });
  journal.error = error;
  expect(await statusOf(testServer, '/healthz')).toBe(200);
  expect(await statusOf(testServer, '/readyz')).toBe(503);
  journal.error = undefined;
  expect(await statusOf(testServer, '/readyz')).toBe(200);
});

test('a stopping server is alive and not ready', async () => {
  const testServer = new TestServer();
  await testServer.server.stop();
  expect(await statusOf(testServer, '/healthz')).toBe(200);
  expect(await statusOf(testServer, '/readyz')).toBe(503);
});

test('a server that begins to stop while its database is read is not ready', async () => {
  const journal = new InterruptedJournal();
  const testServer = new TestServer({ journal });
  const answer = statusOf(testServer, '/readyz');
  await testServer.server.stop();
  expect(await answer).toBe(503);
});

test('probes log nothing at info', async () => {
  const lines: string[] = [];
  const testServer = new TestServer({ log: { ...silentLog, info: (_, message) => lines.push(message) } });
  await statusOf(testServer, '/healthz');
  await statusOf(testServer, '/readyz');
  expect(lines).toEqual([]);
});

test.each(['/healthz', '/readyz'])('POST on %s is 405', async (target) => {
  expect(await statusOf(new TestServer(), target, 'POST')).toBe(405);
});
