import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Pause between two requests to the probe, in ms. */
const PAUSE_MS = 200;

/**
 * Duration from which on an answer of the probe is late, in ms, and delay from which on a timer is.
 * An answer takes 10 ms of CPU time.
 */
const LATE_MS = 50;

/** Duration from which on the start of a process is late, in ms. Usual: 40 ms. */
const LATE_START_MS = 500;

/** The judge was late in a period if it was late in more than this share of it. */
const LATE_SHARE = 0.25;

/** How long delays are remembered, in ms. */
const MEMORY_MS = 3_600_000;

/** A wait lasts at most this many times its limit while the judge is late. */
export const MAX_EXTENSIONS = 5;

/** How late the judge itself was in a period. */
export interface Lateness {
  /** The part of the period in which the judge was late, from 0 to 1. */
  readonly share: number;
  /** The longest delay, in ms. */
  readonly longestMs: number;
}

/** A period in which the judge was late, in ms of `performance.now()`. */
interface Delay {
  readonly since: number;
  readonly until: number;
  readonly ms: number;
}

/** Delays of requests and timers, and of starts of processes, in the order in which they ended. */
const requests: Delay[] = [];
const starts: Delay[] = [];

/** The request that is under way, or the pause after it. */
let current: { readonly since: number; answered?: number; delayMs: number } | undefined;

/**
 * Measures from now on how late the judge itself is: its timers, its requests to a process of its own
 * (the probe), and the start of a process. The probe needs about as much CPU time for an answer as a
 * server. A target cannot make the judge late, unless it keeps the same machine busy.
 *
 * It measures until this process ends. Further calls do nothing.
 */
export function measureDelay(): void {
  if (current !== undefined) return;
  current = { since: performance.now(), delayMs: 0 };
  startProcess();
  void askForever();
}

async function askForever(): Promise<void> {
  const ask = startProbe();
  // The first answer also waits for the start of the probe.
  await ask();
  for (;;) {
    const request = { since: performance.now(), answered: 0, delayMs: 0 };
    current = request;
    await ask();
    request.answered = performance.now();
    request.delayMs = delayOf(request.answered - request.since);
    await sleep(PAUSE_MS, undefined, { ref: false });
    const delayMs = Math.max(request.delayMs, delayOf(performance.now() - request.answered - PAUSE_MS));
    if (delayMs > 0) remember(requests, request.since, delayMs);
  }
}

const delayOf = (ms: number): number => (ms >= LATE_MS ? ms : 0);

/** Measures how long a process of the judge takes to start. For checks that start processes. */
export function startProcess(): void {
  const started = performance.now();
  const child = spawn(process.execPath, ['--eval', ''], { stdio: 'ignore' });
  child.unref();
  child.once('error', () => undefined);
  child.once('exit', () => {
    const ms = performance.now() - started;
    if (ms >= LATE_START_MS) remember(starts, started, ms);
  });
}

function remember(delays: Delay[], since: number, ms: number): void {
  const until = performance.now();
  delays.push({ since, until, ms });
  const firstRecent = delays.findIndex((one) => one.until > until - MEMORY_MS);
  delays.splice(0, firstRecent);
}

/**
 * How late the judge was in a period; undefined if it was on time, or if nothing was measured. The pause
 * after a late request counts as late.
 */
export function latenessBetween(since: number, until = performance.now()): Lateness | undefined {
  const sums = [[...requests, ...unfinishedDelays()], starts].map((delays) => sumUp(delays, since, until));
  const share = Math.max(...sums.map((one) => one.share));
  const longestMs = Math.round(Math.max(...sums.map((one) => one.longestMs)));
  return share > LATE_SHARE ? { share, longestMs } : undefined;
}

/** A sentence for reports. */
export const formatLateness = ({ share, longestMs }: Lateness): string =>
  `the judge itself was late: ${Math.round(100 * share)} % of the time, by up to ${longestMs} ms`;

/** The delay of the current request or pause, if it is late already. */
function unfinishedDelays(): readonly Delay[] {
  if (current === undefined) return [];
  const { since, answered, delayMs } = current;
  const until = performance.now();
  const waiting = delayOf(answered ? until - answered - PAUSE_MS : until - since);
  const ms = Math.max(delayMs, waiting);
  return ms > 0 ? [{ since, until, ms }] : [];
}

function sumUp(delays: readonly Delay[], since: number, until: number): Lateness {
  let [late, longestMs, counted] = [0, 0, since];
  for (const delay of delays) {
    const from = Math.max(counted, delay.since);
    const to = Math.min(until, delay.until);
    if (to <= from) continue;
    late += to - from;
    counted = to;
    longestMs = Math.max(longestMs, delay.ms);
  }
  return { share: late / Math.max(1, until - since), longestMs };
}

/**
 * Awaits at most `limitMs`. While the judge is late, the wait is extended. Resolves to 'late' if the
 * awaited promise was not settled in time.
 */
export async function inTime<T>(awaited: Promise<T>, limitMs: number): Promise<T | 'late'> {
  if (!Number.isFinite(limitMs)) return awaited;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    const wait = (left: number): void => {
      timer = setTimeout(() => {
        if (left > 0 && latenessBetween(performance.now() - limitMs) !== undefined) wait(left - 1);
        else resolve('late');
      }, limitMs);
    };
    wait(MAX_EXTENSIONS - 1);
  });
  return Promise.race([awaited, late]).finally(() => clearTimeout(timer));
}

/** Starts the probe. Returns a function that asks it and waits for the answer. */
function startProbe(): () => Promise<void> {
  const program = fileURLToPath(new URL(`./delay-probe-process${extname(import.meta.url)}`, import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'ignore'] });
  const { stdin, stdout } = child;
  // It ends when this process has ended, because its stdin is then closed.
  for (const one of [child, stdin as Socket, stdout as Socket]) one.unref();
  let isLost = false;
  let answer = (): void => undefined;
  // Without a probe, the delay of the timers remains.
  const lose = (): void => {
    isLost = true;
    answer();
  };
  child.once('error', lose).once('exit', lose);
  stdin.on('error', lose);
  stdout.on('data', () => answer());
  return () =>
    new Promise((resolve) => {
      answer = resolve;
      if (isLost) resolve();
      else stdin.write('.');
    });
}
