// The thread that commits, so that reads do not wait while the disk syncs. It runs one job after
// the other and answers each.
import type { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { Snapshot } from '../journal.ts';
import { Commits, type Written } from './commits.ts';
import { connect } from './connect.ts';

/** A job for the thread. */
export type Job = { readonly append: readonly Written[] } | { readonly keep: Snapshot } | 'close';

/** Writes mostly append, so only the upper pages of the B-trees are needed. */
const cacheMiB = 8;

const { file }: { readonly file: string } = workerData;
let database: DatabaseSync | undefined;
let commits: Commits | undefined;

function work(job: Exclude<Job, 'close'>): unknown {
  database ??= connect(file, cacheMiB);
  commits ??= new Commits(database);
  return 'append' in job ? commits.append(job.append) : commits.keep(job.keep);
}

parentPort?.on('message', (job: Job) => {
  if (job === 'close') {
    database?.close();
    parentPort?.close();
    return;
  }
  try {
    parentPort?.postMessage({ done: work(job) });
  } catch (fault) {
    // An error that crosses threads keeps only its message.
    const { message, code, errcode } = fault as Error & { readonly code?: string; readonly errcode?: number };
    parentPort?.postMessage({ fault: { message, code, errcode } });
  }
});
