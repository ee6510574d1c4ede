import type { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { Snapshot } from '../journal.ts';
import { Commits, type Written } from './commits.ts';
import { connect } from './connect.ts';

// The thread that commits: whoever only reads does not wait while a disk syncs. One job after the other, an answer to each.

/** What is asked of the thread. */
export type Job = { readonly append: readonly Written[] } | { readonly keep: Snapshot } | 'close';

/** What is written is mostly new: of the ways there the upper parts. */
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
    // An error that crosses threads keeps its message alone.
    const { message, code, errcode } = fault as Error & { readonly code?: string; readonly errcode?: number };
    parentPort?.postMessage({ fault: { message, code, errcode } });
  }
});
