import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { requirements } from '@parsec-spec/spec/requirements';
import { loadChecks } from '../src/judge/registry.ts';
import { Random } from '../src/people/random.ts';
import { runSuite } from '../src/runner/run-suite.ts';
import { loadMutants } from './load-mutants.ts';
import { mutantTarget } from './mutant-target.ts';

// Measures how often the first cause of a failed run names the rule that is broken: runs the whole
// suite on mutants drawn by a seed, at least two of each section, and compares the requirements.
//
//   npm run attribution -- [--seed SEED] [--mutants 60] [--only TEXT]… [--jobs 2]

type Mutant = Awaited<ReturnType<typeof loadMutants>>[number];

/** The rules that the causes of a run name. */
interface Attribution {
  /** Those of the first cause. */
  readonly first: readonly string[];
  readonly all: readonly string[];
}

const requirementById = new Map(requirements.map((one) => [one.id as string, one]));

/**
 * Draws mutants without repetition: two of each section, then any. A rule of level MAY fails no
 * run, so its mutants are left out.
 */
function draw(mutants: readonly Mutant[], count: number, random: Random): readonly Mutant[] {
  const shuffled = mutants.filter(({ requirement }) => requirementById.get(requirement)?.level !== 'MAY');
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other] as Mutant, shuffled[last] as Mutant];
  }
  const bySection = Map.groupBy(shuffled, ({ requirement }) => requirementById.get(requirement)?.section);
  const first = [...bySection.values()].flatMap((own) => own.slice(0, 2));
  return [...first, ...shuffled.filter((mutant) => !first.includes(mutant))].slice(
    0,
    Math.max(count, first.length),
  );
}

/**
 * Judges a mutant with the whole suite. Rules of level SHOULD count as MUST, so that a breach fails
 * the run.
 */
async function attribute(mutant: Mutant, seed: string): Promise<Attribution> {
  const server = await mutantTarget({ mutants: [mutant] });
  const checks = (await loadChecks()).filter(
    ({ kind, needs }) => kind === 'server' && !needs?.includes('slow'),
  );
  try {
    const run = new Random(seed, mutant.name).hex(6);
    const { causes } = await runSuite({
      server,
      checks,
      seed,
      run,
      strict: true,
      onEvent: () => undefined,
    });
    const named = causes.map((cause) => cause.requirements.map(({ id }) => id));
    return { first: named[0] ?? [], all: [...new Set(named.flat())] };
  } finally {
    await server.close();
  }
}

/** Attributes each mutant whose name arrives. */
async function work(seed: string): Promise<void> {
  const mutants = new Map((await loadMutants()).map((mutant) => [mutant.name, mutant]));
  parentPort?.on('message', async (name: string) => {
    const mutant = mutants.get(name);
    if (mutant !== undefined) parentPort?.postMessage(await attribute(mutant, seed));
  });
}

async function measure(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      mutants: { type: 'string', default: '60' },
      only: { type: 'string', multiple: true },
      jobs: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    },
  });
  const { seed, only } = values;
  const mutants = await loadMutants();
  const drawn =
    only === undefined
      ? draw(mutants, Number(values.mutants), new Random(seed, 'attribution'))
      : mutants.filter(({ name }) => only.some((text) => name.includes(text)));
  const totals = { done: 0, right: 0, unnoticed: 0, others: 0 };
  const waiting = [...drawn];
  const started = performance.now();
  const runWorker = async () => {
    const worker = new Worker(import.meta.filename, { workerData: seed });
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      worker.postMessage(next.name);
      const [{ first, all }] = (await once(worker, 'message')) as [Attribution];
      const others = all.filter((id) => id !== next.requirement).length;
      const isRight = first.includes(next.requirement);
      totals.done += 1;
      totals.others += others;
      if (isRight) totals.right += 1;
      if (first.length === 0) totals.unnoticed += 1;
      const verdict = isRight ? 'right' : first.length === 0 ? 'unnoticed' : `wrong: ${first.join(', ')}`;
      console.log(`${totals.done}/${drawn.length} ${next.name}: ${verdict}; ${others} others`);
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, runWorker));
  const { done, right, unnoticed, others } = totals;
  const minutes = ((performance.now() - started) / 60_000).toFixed(0);
  console.log(
    `seed ${seed}: ${right} of ${done} right (${((right / done) * 100).toFixed(0)} %), ${unnoticed} unnoticed, ${(others / done).toFixed(1)} other requirements on average, ${minutes} min`,
  );
}

await (isMainThread ? measure() : work(String(workerData)));
