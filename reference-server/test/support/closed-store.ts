import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll } from 'vitest';
import { SqliteJournal } from '../../src/storage/sqlite/sqlite-journal.ts';
import type { Bootstrap } from './bootstrap.ts';
import { organizationInfo, outcomeOf, TestServer } from './test-server.ts';

let folder: string | undefined;
afterAll(() => folder !== undefined && rmSync(folder, { recursive: true }));

/** The folder of the files of these tests, which is removed after them. */
export function storeFolder(): string {
  folder ??= mkdtempSync(join(tmpdir(), 'parsec-spec-backup-'));
  return folder;
}

let files = 0;
/** A new path in the folder. */
export const newFile = (): string => join(storeFolder(), `${files++}.sqlite`);
const bin = join(import.meta.dirname, '..', '..', '..', 'cli', 'bin', 'parsec-spec.mjs');
const run = promisify(execFile);
/** The program, from its sources. */
export const parsecSpec = (...args: string[]) =>
  run(process.execPath, ['--conditions=parsec-spec:src', bin, ...args], {
    env: { ...process.env, NODE_OPTIONS: '' },
  });

/** A store with one organization in it, closed. */
export async function closedStore(): Promise<{
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
export async function answerFrom(file: string, id: string, bootstrap: Bootstrap) {
  const testServer = new TestServer({ journal: new SqliteJournal(file) });
  const outcome = outcomeOf(await testServer.authenticated(id, bootstrap, organizationInfo));
  await testServer.server.close();
  return outcome;
}

/** Bootstraps an organization in a store that already has one of the first name that it would get. */
export async function secondOrganization(testServer: TestServer) {
  await testServer.organization().catch(() => undefined);
  return testServer.bootstrapped();
}

/**
 * A store with one more organization, as a server that is killed leaves it: the file and the log
 * beside it, without the lock.
 */
export async function killedStore(file: string) {
  const testServer = new TestServer({ journal: new SqliteJournal(file) });
  const more = await secondOrganization(testServer);
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
