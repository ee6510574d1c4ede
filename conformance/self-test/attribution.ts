import { parseArgs } from 'node:util';
import { requirements } from '@parsec-spec/spec/requirements';
import { loadChecks } from '../src/case/registry.ts';
import { Random } from '../src/people/random.ts';
import type { RunFinished } from '../src/runner/run-events.ts';
import { runSuite } from '../src/runner/run-suite.ts';
import { defaultCapabilities } from '../src/targets/capabilities.ts';
import { memoryStartOptions, startMemory } from '../src/targets/memory-target.ts';
import type { StartOptions } from '../src/targets/start-options.ts';
import type { ServerTarget } from '../src/targets/target.ts';
import { loadMutants } from './load-mutants.ts';

// Measures how often the first cause of a failed run names the rule that is broken: runs the whole
// suite on mutants drawn by a seed, at least two of each section, and compares the requirements.
//
//   npm run attribution -- [--seed SEED] [--mutants 60]

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, mutants: { type: 'string', default: '60' } },
});
const wanted = Number(values.mutants);
const random = new Random(values.seed, 'attribution');
const checks = (await loadChecks()).filter(
  ({ kind, needs }) => kind === 'server' && !needs?.includes('slow'),
);
const sectionOf = new Map(requirements.map(({ id, section }) => [id as string, section]));

type Mutant = Awaited<ReturnType<typeof loadMutants>>[number];

/** Mutants drawn without repetition: two of each section, then any. */
function draw(all: readonly Mutant[], count: number): readonly Mutant[] {
  const shuffled = [...all];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other] as Mutant, shuffled[last] as Mutant];
  }
  const bySection = Map.groupBy(shuffled, ({ requirement }) => sectionOf.get(requirement));
  const first = [...bySection.values()].flatMap((own) => own.slice(0, 2));
  return [...first, ...shuffled.filter((mutant) => !first.includes(mutant))].slice(
    0,
    Math.max(count, first.length),
  );
}

/** Judges a mutant with the whole suite. */
async function judge(distort: Mutant): Promise<RunFinished> {
  const starting = { administrationToken: 's3lf-t3st' };
  const start = (options: StartOptions) => startMemory(starting, options, { distort: [distort] });
  const first = await start({});
  const target: ServerTarget = {
    ...first,
    kind: 'memory',
    ...{ spec: 'memory:reference', start, startOptions: memoryStartOptions },
    ...{ capabilities: { ...defaultCapabilities, mail: true }, baseline: [] },
    callback: { bind: '127.0.0.1', host: '127.0.0.1' },
  };
  try {
    const run = random.hex(6);
    return await runSuite({ server: target, checks, seed: values.seed, run, onEvent: () => undefined });
  } finally {
    await first.close();
  }
}

const drawn = draw(await loadMutants(), wanted);
let right = 0;
let unnoticed = 0;
let others = 0;
for (const [index, mutant] of drawn.entries()) {
  const { causes } = await judge(mutant);
  const named = causes[0]?.requirements.map(({ id }) => id) ?? [];
  const accused = new Set(causes.flatMap((cause) => cause.requirements.map(({ id }) => id)));
  accused.delete(mutant.requirement);
  others += accused.size;
  if (causes.length === 0) unnoticed += 1;
  const isRight = named.includes(mutant.requirement);
  if (isRight) right += 1;
  const verdict = isRight ? 'right' : causes.length === 0 ? 'unnoticed' : `wrong: ${named.join(', ')}`;
  console.log(
    `${index + 1}/${drawn.length} ${mutant.name} (${mutant.requirement}): ${verdict}; ${accused.size} others`,
  );
}
const share = (count: number) => `${((count / drawn.length) * 100).toFixed(0)} %`;
console.log(
  `seed ${values.seed}: ${right} of ${drawn.length} right (${share(right)}), ${unnoticed} unnoticed, ${(others / drawn.length).toFixed(1)} other requirements on average`,
);
