import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { SqliteJournal } from '../../../src/storage/sqlite/sqlite-journal.ts';
import { threads } from '../../support/mock-thread.ts';

vi.mock('node:worker_threads', async () => ({
  Worker: (await import('../../support/mock-thread.ts')).MockThread,
}));

const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-threads-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => void threads.splice(0));

const entry = (organization: string) => ({ organization, version: 0, records: [], figures: [] });
/** The thread with this number, once it has received this many jobs. */
const thread = (number: number, asked: number) =>
  vi.waitFor(() => {
    const found = threads[number];
    if (found?.asked.length !== asked) throw new Error('not yet');
    return found;
  });
/** The outcome of the promise, or 'waits' if it is still pending after 20 ms. */
const outcome = (promise: Promise<unknown>) =>
  Promise.race([promise, new Promise((resolve) => setTimeout(resolve, 20, 'waits'))]);

test('a thread that has ended does not answer the jobs of the next one', async () => {
  const journal = new SqliteJournal(join(folder, 'gone.sqlite'));
  const lost = journal.append(entry('Org1'));
  const first = await thread(0, 1);
  first.emit('error', new Error('out of memory'));
  await expect(lost).rejects.toThrow('out of memory');
  const kept = journal.append(entry('Org2'));
  const second = await thread(1, 1);
  first.emit('exit', 1);
  first.emit('message', { done: ['conflict'] });
  expect(await outcome(kept)).toBe('waits');
  second.emit('message', { done: ['appended'] });
  expect(await kept).toBe('appended');
  const next = journal.append(entry('Org3'));
  await thread(1, 2);
  expect(await outcome(next)).toBe('waits');
  second.emit('message', { done: ['appended'] });
  expect(await next).toBe('appended');
  second.on('asked', () => setImmediate(() => second.emit('exit', 0)));
  await journal.close();
});

test('a thread that fails to end keeps neither the file nor its lock', async () => {
  const file = join(folder, 'ends.sqlite');
  const journal = new SqliteJournal(file);
  const appended = journal.append(entry('Org1'));
  const only = await thread(0, 1);
  only.emit('message', { done: ['appended'] });
  await appended;
  only.on('asked', () => setImmediate(() => only.emit('error', new Error('disk I/O error'))));
  await expect(journal.close()).rejects.toThrow('disk I/O error');
  await new SqliteJournal(file).close();
});
