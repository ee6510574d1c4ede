import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll } from 'vitest';
import { SqliteJournal } from '../../src/storage/sqlite/sqlite-journal.ts';
import type { Bootstrap } from './bootstrap.ts';
import { organizationInfo, outcomeOf, TestServer } from './test-server.ts';

/** The folder of the files of these tests. */
export const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-backup-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
/** A new path in the folder, which is removed after the tests. */
export const newFile = (): string => join(folder, `${files++}.sqlite`);
const bin = join(import.meta.dirname, '..', '..', '..', 'cli', 'bin', 'parsec-spec.mjs');
const run = promisify(execFile);
/** The program, from its sources. */
export const parsecSpec = (...args: string[]) =>
  run(process.execPath, ['--conditions=parsec-spec:src', bin, ...args], {
    env: { ...process.env, NODE_OPTIONS: '' },
  });

/** A store with one organization in it, closed. */
export async function store(): Promise<{
  file: string;
  id: string;
  bootstrap: Bootstrap;
}> {
  const file = newFile();
  const testServer = new TestServer({ journal: new SqliteJournal(file) });
  const known = await testServer.bootstrapped();
  await testServer.server.close();
  return { file, ...known };
}

/** The answer of a server on a file to the first device of an organization. */
export async function asked(file: string, id: string, bootstrap: Bootstrap) {
  const testServer = new TestServer({ journal: new SqliteJournal(file) });
  const outcome = outcomeOf(await testServer.authenticated(id, bootstrap, organizationInfo));
  await testServer.server.close();
  return outcome;
}

/** Founds an organization in a store that already has one of the first name that it would get. */
export async function another(testServer: TestServer) {
  await testServer.organization().catch(() => undefined);
  return testServer.bootstrapped();
}

/**
 * A store with one more organization, as a server that is killed leaves it: the file and the log
 * beside it, without the lock.
 */
export async function killed(file: string) {
  const testServer = new TestServer({ journal: new SqliteJournal(file) });
  const more = await another(testServer);
  const left = newFile();
  copyFileSync(file, left);
  copyFileSync(`${file}-wal`, `${left}-wal`);
  await testServer.server.close();
  return { left, more };
}

/** The error of a refused act. */
export const refusal = (act: () => unknown): { exit: number; message: string; hint: string } => {
  try {
    act();
  } catch (error) {
    return error as { exit: number; message: string; hint: string };
  }
  throw new Error('it worked');
};
