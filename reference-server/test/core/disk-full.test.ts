import { expect, test } from 'vitest';
import { JournalError } from '../../src/storage/journal-error.ts';
import { makeBootstrap } from '../support/bootstrap.ts';
import { FullDiskJournal, sqliteError } from '../support/full-disk.ts';
import { outcomeOf, TestServer } from '../support/test-server.ts';

/** A server on such a disk, and the lines of its log. */
function onDisk() {
  const lines: (readonly [string, object, string])[] = [];
  const note = (level: string) => (fields: object, message: string) => {
    lines.push([level, fields, message]);
  };
  const log = { debug: () => {}, info: () => {}, warn: note('warn'), error: note('error') };
  const disk = new FullDiskJournal();
  return { disk, lines, testServer: new TestServer({ journal: disk, log }) };
}

test.each([
  [13, 'database or disk is full'],
  [778, 'disk I/O error'],
  [8, 'attempt to write a readonly database'],
])(
  'while nothing can be written (%i) 503 is answered, one line logged, and nothing happened',
  async (code, message) => {
    const { disk, lines, testServer } = onDisk();
    const { id, token } = await testServer.organization();
    const bootstrap = makeBootstrap(token);
    const error = sqliteError(code, message);
    disk.error = error;
    expect((await testServer.bootstrap(id, bootstrap)).status).toBe(503);
    const request = expect.any(String);
    const path = `/anonymous/${id}`;
    expect(lines).toEqual([['warn', { err: error, request, method: 'POST', path }, message]]);
    expect((await testServer.administer('GET', `/organizations/${id}`)).status).toBe(200);
    disk.error = undefined;
    expect(outcomeOf(await testServer.bootstrap(id, bootstrap))).toBe('ok');
  },
);

test('a broken constraint of a table is an internal error, and is logged in full', async () => {
  const { disk, lines, testServer } = onDisk();
  const { id, token } = await testServer.organization();
  const error = sqliteError(1555, 'UNIQUE constraint failed: records.organization, records.version');
  disk.error = error;
  expect((await testServer.bootstrap(id, makeBootstrap(token))).status).toBe(500);
  const request = expect.any(String);
  expect(lines).toEqual([
    ['error', { err: error, request, method: 'POST', path: `/anonymous/${id}` }, 'internal error'],
  ]);
});

test('the log says why a database does not answer', async () => {
  const { disk, lines, testServer } = onDisk();
  const { id, token } = await testServer.organization();
  const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
  disk.error = new JournalError('away', 'the database does not answer', 'It is tried again.', refused);
  expect((await testServer.bootstrap(id, makeBootstrap(token))).status).toBe(503);
  expect(lines).toMatchObject([['warn', { reason: refused.message }, 'the database does not answer']]);
});
