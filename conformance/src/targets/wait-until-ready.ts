import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { latenessBetween, MAX_EXTENSIONS } from './judge-delay.ts';
import { TargetError } from './target.ts';

/** Pause between two probes, in ms. */
const POLL_PAUSE_MS = 40;
/** Timeout of one probe, in ms. */
const PROBE_TIMEOUT_MS = 5000;

/** A process that is starting. */
export interface StartingProcess {
  /** The exit code or signal with which it ended. Undefined while it runs. */
  readonly exitReason: () => string | undefined;
  readonly log: () => string;
}

/**
 * The condition for readiness: an answer below 500 to `GET /` within `deadlineMs`. The deadline is
 * extended while the judge itself is late.
 */
export interface Readiness extends StartingProcess {
  readonly address: string;
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
  /** A probe that replaces `GET /`. Resolves to whether the server is ready. */
  readonly answers?: () => Promise<boolean>;
}

/**
 * Waits until a server that the suite started is ready.
 *
 * @throws `TargetError` (`unreachable`, with the log) if the server ends or the time limit is over.
 */
export async function waitUntilReady(wait: Readiness): Promise<void> {
  let end = performance.now() + wait.deadlineMs;
  let extensions = 1;
  let last: number | undefined;
  const answers =
    wait.answers ??
    (async () => {
      last = await statusOf(wait.address);
      return last !== undefined && last < 500;
    });
  for (;;) {
    wait.signal?.throwIfAborted();
    const death = wait.exitReason();
    if (death !== undefined)
      throw neverReady(`the server ended before it was ready: ${death}`, startManually, wait);
    if (await answers()) return;
    const now = performance.now();
    if (now > end && extensions < MAX_EXTENSIONS && latenessBetween(now - wait.deadlineMs) !== undefined) {
      extensions += 1;
      end = now + wait.deadlineMs;
    }
    if (now > end) {
      const seconds = wait.deadlineMs / 1000;
      if (last === undefined)
        throw neverReady(`nothing answered on ${wait.address} within ${seconds} s`, listenThere, wait);
      const what = `${wait.address} answered HTTP ${last} to \`GET /\`, and nothing below 500 within ${seconds} s`;
      throw neverReady(what, 'see its log; for a slow start raise `readySeconds` in a target file', wait);
    }
    await sleep(POLL_PAUSE_MS);
  }
}

/** The HTTP status of `GET /`. Undefined if there is no answer. */
function statusOf(address: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const request = get(`${address}/`, { agent: false, timeout: PROBE_TIMEOUT_MS }, (reply) => {
      reply.resume();
      resolve(reply.statusCode);
    });
    request.once('timeout', () => request.destroy(new Error('no answer')));
    request.once('error', () => resolve(undefined));
  });
}

const startManually = 'see its log; start it manually with the same command line';
const listenThere =
  'the server must listen at the given host and port: write {host} and {port} into the command, name a --target-file, or read PARSEC_HOST and PARSEC_PORT';

function neverReady(message: string, hint: string, wait: Readiness): TargetError {
  return new TargetError('unreachable', message, hint, wait.log());
}
