import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Contender, hasRealServer, ours, real } from './contender.ts';
import { measure, median } from './measure.ts';

// How fast, side by side with the real server: each server alone on core 0, the load on core 1, in turns.
const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-bench-'));
const rounds = 5;
const say = (line: string): void => console.log(line);

/** Lets two servers take turns under one load; the ratio of their medians. */
async function compare(
  what: string,
  wanted: number,
  [us, them]: readonly [Contender, Contender | undefined],
  ...load: readonly [string, ...string[]]
): Promise<void> {
  const seen = new Map<Contender, { perSecond: number[]; cpu: number[] }>();
  for (let round = 0; round < rounds; round++) {
    for (const contender of them === undefined ? [us] : [us, them]) {
      const { perSecond, cpu, statuses } = await measure(contender, ...load);
      if (Object.keys(statuses).some((status) => status !== '200'))
        throw new Error(`${contender.name} answered ${JSON.stringify(statuses)}`);
      const series = seen.get(contender) ?? { perSecond: [], cpu: [] };
      series.perSecond.push(perSecond);
      series.cpu.push(cpu);
      seen.set(contender, series);
    }
  }
  say(`\n${what}`);
  for (const [{ name }, { perSecond, cpu }] of seen) {
    say(
      `  ${name.padEnd(32)} ${String(median(perSecond)).padStart(6)} a second, ${median(cpu)} µs of CPU each`,
    );
  }
  if (them === undefined) return;
  const byClock = median(seen.get(us)?.perSecond ?? []) / median(seen.get(them)?.perSecond ?? [1]);
  const byCpu = median(seen.get(them)?.cpu ?? []) / median(seen.get(us)?.cpu ?? [1]);
  // By CPU a neighbour on the machine, or a load that is too slow, matters less.
  say(`  ratio ${byClock.toFixed(2)} by the clock, ${byCpu.toFixed(2)} by CPU (wanted: at least ${wanted})`);
}

/** Memory of our server before and after many requests. */
async function flat(what: string, contender: Contender, kind: string, count: number): Promise<void> {
  const steps = 5;
  await measure(contender, kind, '--count', String(count / steps));
  const seen: number[] = [Math.round(contender.memory())];
  for (let step = 0; step < steps; step++) {
    await measure(contender, kind, '--count', String(count / steps));
    seen.push(Math.round(contender.memory()));
  }
  say(`\n${what}\n  ${contender.name.padEnd(32)} ${seen.join(', ')} MiB after a warm-up and each fifth`);
}

const withReal = hasRealServer();
if (!withReal)
  say('No image parsec-cloud:3.10.0 here (conformance/targets/parsec-cloud/ makes it): our server alone.');
const file = join(folder, 'bench.sqlite');
const memory = await ours(6711, 'memory:');
const durable = await ours(6712, `sqlite:${file}`);
const cloud = withReal ? await real(6713) : undefined;
const stop = (): Promise<unknown> => Promise.all([memory.stop(), durable.stop(), cloud?.stop()]);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => stop().finally(() => process.exit(130)));
try {
  await compare(
    'organization_info by 100 devices of 100 organizations, every signature verified',
    5,
    [memory, cloud],
    'info',
    '--seconds',
    '4',
  );
  await compare(
    'organization_bootstrap, ours durable on SQLite',
    1,
    [durable, cloud],
    'bootstrap',
    '--count',
    '500',
  );
  await flat('10,000 bootstraps on SQLite', durable, 'bootstrap', 10_000);
  say(`  file: ${Math.round(statSync(file).size / 1_048_576)} MiB`);
  await flat('100,000 refused requests', memory, 'refused', 100_000);
} finally {
  await stop();
  rmSync(folder, { recursive: true });
}
