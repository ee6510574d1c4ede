import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LoadProcess } from './load/load-process.ts';
import type { Kind } from './load/order.ts';
import { machine, versions } from './machine.ts';
import { figures, measure, type Round } from './measure.ts';
import { onInterruption } from './process-exit.ts';
import type { Measured, Memory, Results } from './results.ts';
import { lineUp } from './servers/line-up.ts';
import type { Contender, ContenderId } from './servers/server.ts';
import { cloudImage, postgresImage } from './servers/start.ts';

/** How much is measured: the number of rounds, and seconds per server, load and round. */
export interface Form {
  readonly name: 'quick' | 'full';
  readonly rounds: number;
  readonly seconds: number;
  /** Warm-up per server and load, in seconds. */
  readonly warm: number;
}

/** `quick` takes half a minute, `full` three minutes. */
export const forms: Readonly<Record<Form['name'], Form>> = {
  quick: { name: 'quick', rounds: 2, seconds: 0.5, warm: 0.5 },
  full: { name: 'full', rounds: 5, seconds: 2, warm: 3 },
};

const kinds = ['call', 'bootstrap'] as const satisfies readonly Kind[];

/** Upper bound of requests that are signed before one measured run. */
const MAX_REQUESTS = 4_000;

/** A server and the process that loads it. */
export interface Pair {
  readonly contender: Contender;
  readonly load: LoadProcess;
}

/** Warms all servers up, then measures them in turns under each load, round by round. */
async function rounds(
  form: Form,
  pairs: readonly Pair[],
  say: (line: string) => void,
): Promise<Results['loads']> {
  const roundsByLoad = new Map<Kind, Map<ContenderId, Round[]>>();
  say('warming up');
  await warmUp(form, pairs);
  for (let round = 1; round <= form.rounds; round++) {
    say(`round ${round} of ${form.rounds}`);
    for (const kind of kinds) {
      // The order rotates, so that no server is always measured first.
      for (const { contender, load } of rotated(pairs, round)) {
        const one = await measure(contender, load, { kind, seconds: form.seconds, most: MAX_REQUESTS });
        const all = roundsByLoad.get(kind) ?? new Map<ContenderId, Round[]>();
        roundsByLoad.set(kind, all.set(contender.id, [...(all.get(contender.id) ?? []), one]));
      }
    }
  }
  const loads = [...roundsByLoad].map(([kind, all]): [Kind, Measured] => [
    kind,
    Object.fromEntries([...all].map(([id, list]) => [id, figures(list)])),
  ]);
  return Object.fromEntries(loads);
}

const rotated = <T>(items: readonly T[], by: number): readonly T[] => [
  ...items.slice(by % items.length),
  ...items.slice(0, by % items.length),
];

/**
 * Warms each server up for the same time. V8 compiles hot code on the measured core: about 25,000
 * calls pass before a call has its final cost, which is half of the first. A short first run finds
 * the rate from which the length of the second one is computed.
 */
async function warmUp({ warm }: Form, pairs: readonly Pair[]): Promise<void> {
  for (const kind of kinds)
    for (const { contender, load } of pairs)
      for (const seconds of [Math.min(0.5, warm), warm])
        await measure(contender, load, { kind, seconds, most: MAX_REQUESTS });
}

/**
 * Runs the whole benchmark and removes all servers and files afterwards, also after Ctrl-C.
 *
 * @param say receives progress, one line per call
 */
export async function run(form: Form, say: (line: string) => void): Promise<Results> {
  const started = performance.now();
  const host = machine();
  const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-bench-'));
  let stopServers = async (): Promise<void> => undefined;
  let pairs: readonly Pair[] = [];
  const stop = async (): Promise<void> => {
    for (const { load } of pairs) load.stop();
    await stopServers();
    rmSync(folder, { recursive: true, force: true });
  };
  onInterruption(stop);
  try {
    say('starting the servers');
    const { contenders, missing } = await lineUp(folder, (stopAll) => {
      stopServers = stopAll;
    });
    for (const { id, reason } of missing) say(`left out: ${id}: ${reason}`);
    pairs = contenders.map((contender) => ({ contender, load: new LoadProcess(contender.port) }));
    const before = new Map(contenders.map(({ id, memory }) => [id, memory().now]));
    const loads = await rounds(form, pairs, say);
    const memory = contenders.map(({ id, memory }): [ContenderId, Memory] => {
      const { now, most } = memory();
      return [id, whole({ before: before.get(id) ?? 0, after: now, most })];
    });
    const here = (prefix: string): boolean => contenders.some(({ id }) => id.includes(prefix));
    return {
      version: 1,
      date: new Date().toISOString(),
      form: form.name,
      rounds: form.rounds,
      durationSeconds: Math.round((performance.now() - started) / 1000),
      machine: host,
      versions: {
        ...versions(),
        ...(here('cloud') ? { 'parsec-cloud': tag(cloudImage) } : {}),
        ...(here('postgres') ? { PostgreSQL: tag(postgresImage) } : {}),
      },
      missing,
      loads,
      memory: Object.fromEntries(memory),
    };
  } finally {
    await stop();
  }
}

const tag = (image: string): string => image.slice(image.lastIndexOf(':') + 1);

const whole = ({ before, after, most }: Memory): Memory => ({
  before: Math.round(before),
  after: Math.round(after),
  most: Math.round(most),
});
