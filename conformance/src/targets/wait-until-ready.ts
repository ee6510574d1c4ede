import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { TargetError } from './target.ts';

const pause = 40;
const patience = 1000;

/** A process while it starts: how it ended if it has, and its last words. */
export interface StartingProcess {
  readonly died: () => string | undefined;
  readonly log: () => string;
}

/**
 * What the judge waits for: an answer below 500 to `GET /` within `deadlineMs`, while the server
 * lives.
 */
export interface Readiness extends StartingProcess {
  readonly address: string;
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Another sign that it is ready. */
  readonly answers?: () => Promise<boolean>;
}

/**
 * Waits for a server that the suite started. Errors: `TargetError` of code `unreachable`, with the
 * server's log.
 */
export async function waitUntilReady(wait: Readiness): Promise<void> {
  const end = performance.now() + wait.deadlineMs;
  let last: number | undefined;
  const answers =
    wait.answers ??
    (async () => {
      last = await statusOf(wait.address);
      return last !== undefined && last < 500;
    });
  for (;;) {
    wait.signal?.throwIfAborted();
    const death = wait.died();
    if (death !== undefined)
      throw neverReady(`the server ended before it was ready: ${death}`, tryByHand, wait);
    if (await answers()) return;
    if (performance.now() > end) {
      const seconds = wait.deadlineMs / 1000;
      if (last === undefined)
        throw neverReady(`nothing answered on ${wait.address} within ${seconds} s`, listenThere, wait);
      const what = `${wait.address} answered HTTP ${last} to \`GET /\`, and nothing below 500 within ${seconds} s`;
      throw neverReady(
        what,
        'its log says why; a slow start is given more time by `readySeconds` of a target file',
        wait,
      );
    }
    await sleep(pause);
  }
}

/**
 * By the module that the judge calls with too: another client is not loaded for a dozen questions.
 */
function statusOf(address: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const asked = get(`${address}/`, { agent: false, timeout: patience }, (reply) => {
      reply.resume();
      resolve(reply.statusCode);
    });
    asked.once('timeout', () => asked.destroy(new Error('no answer')));
    asked.once('error', () => resolve(undefined));
  });
}

const tryByHand = 'its log says why; start it by hand with the same words';
const listenThere =
  'the server must listen where it is told: write {host} and {port} into the command, name a --target-file, or read PARSEC_HOST and PARSEC_PORT';

function neverReady(message: string, hint: string, wait: Readiness): TargetError {
  return new TargetError('unreachable', message, hint, wait.log());
}
