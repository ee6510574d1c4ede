import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cloudImage } from './contenders/cloud.ts';
import type { ContenderId } from './contenders/contender.ts';
import { lineUp } from './contenders/line-up.ts';
import { postgresImage } from './contenders/postgres.ts';
import type { Form } from './form.ts';
import { Driver } from './load/driver.ts';
import { machine, versions } from './machine.ts';
import type { Memory, Results } from './results/results.ts';
import { spread } from './results/spread.ts';
import { type Pair, rounds } from './rounds.ts';
import { watchMemory } from './watch-memory.ts';
import { whenInterrupted } from './when-interrupted.ts';

/** Runs the whole bench; `say` hears how far it is. Nothing stays behind, also after Ctrl-C. */
export async function run(form: Form, say: (line: string) => void): Promise<Results> {
  const started = performance.now();
  const place = machine();
  const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-bench-'));
  let letGo = async (): Promise<void> => undefined;
  let pairs: readonly Pair[] = [];
  const stop = async (): Promise<void> => {
    for (const { driver } of pairs) driver.stop();
    await letGo();
    rmSync(folder, { recursive: true, force: true });
  };
  whenInterrupted(stop);
  try {
    say('starting the servers');
    const { contenders, missing } = await lineUp(folder, (all) => {
      letGo = all;
    });
    for (const { id, reason } of missing) say(`left out: ${id}: ${reason}`);
    pairs = contenders.map((contender) => ({ contender, driver: new Driver(contender.port) }));
    const before = new Map(contenders.map(({ id, memory }) => [id, memory().now]));
    const { loads, limits } = await rounds(form, pairs, say);
    const flat = await watchMemory(form, pairs, say);
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
      machine: place,
      versions: {
        ...versions(),
        ...(here('cloud') ? { 'parsec-cloud': tag(cloudImage) } : {}),
        ...(here('postgres') ? { PostgreSQL: tag(postgresImage) } : {}),
      },
      limit: {
        ...spread(limits.map(({ perSecond }) => perSecond)),
        library: limits[0]?.library ?? '',
        openssl: spread(limits.map(({ openssl }) => openssl)),
      },
      missing,
      loads,
      memory: Object.fromEntries(memory),
      flat,
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
