import { readdirSync, readFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

const threads = '/proc/self/task';
/** As Node names V8's threads that collect and compile beside the one that answers. */
const helper = 'V8Worker';
/** Enough that they leave the core as soon as there is something to answer; with 19 a busy neighbour makes collections wait for them. */
const nicer = 10;
const nicest = 19;

/** What nobody should have to wait for a helper for, nor memory: with them it is as without a lower priority (bench/README.md). */
const flags = [
  // Little survives a young collection. Where a helper takes a part of it, everybody waits until it had its turn.
  '--no-parallel-scavenge',
  // Young objects are collected while a helper marks old ones, too: until it has done so they would be let grow to four times their room.
  '--no-separate-gc-phases',
  // What is garbage is given back by who found that it is: buffers, and what was needed to compile.
  '--no-concurrent-array-buffer-sweeping',
  '--no-maglev-destroy-on-background',
];

/**
 * Lets V8's helpers come behind the thread that answers, which on one core they held up for milliseconds (bench/README.md). Where the
 * system has no priorities of threads, or says no, they keep theirs.
 */
export function niceHelpers(): void {
  for (const flag of flags) setFlagsFromString(flag);
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
