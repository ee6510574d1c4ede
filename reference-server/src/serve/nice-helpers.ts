import { readdirSync, readFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { join } from 'node:path';

const threads = '/proc/self/task';
/** As Node names V8's threads that collect and compile beside the one that answers. */
const helper = 'V8Worker';
/** Enough that they leave the core as soon as there is something to answer; with 19 a busy neighbour makes collections wait for them. */
const nicer = 10;
const nicest = 19;

/**
 * Lets V8's helpers come behind the thread that answers, which on one core they held up for milliseconds (bench/README.md). Where the
 * system has no priorities of threads, or says no, all stays as it was.
 */
export function niceHelpers(): void {
  if (process.platform !== 'linux') return;
  try {
    const niceness = Math.min(getPriority() + nicer, nicest);
    for (const thread of readdirSync(threads))
      if (readFileSync(join(threads, thread, 'comm'), 'utf8').trim() === helper)
        setPriority(Number(thread), niceness);
  } catch {
    // It is but a courtesy: no server fails to start for it.
  }
}
