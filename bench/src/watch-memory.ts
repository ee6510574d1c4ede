import type { Form } from './form.ts';
import { measure } from './measure.ts';
import type { Flat } from './results/results.ts';
import type { Pair } from './rounds.ts';

const steps = 5;

/** Memory of our server over many bootstraps and many refused requests, after a warm-up and each fifth. */
export async function watchMemory(
  form: Form,
  pairs: readonly Pair[],
  say: (line: string) => void,
): Promise<readonly Flat[]> {
  const ours = pairs.find(({ contender }) => contender.id === 'ours-sqlite');
  if (ours === undefined) return [];
  const { contender, driver } = ours;
  const seen: Flat[] = [];
  for (const [kind, requests, what] of [
    ['bootstrap', form.bootstraps, 'bootstraps on SQLite'],
    ['refused', form.refused, 'refused requests'],
  ] as const) {
    if (requests === 0) continue;
    const memory: number[] = [];
    for (let step = 0; step <= steps; step++) {
      say(`memory over ${what}, ${step} of ${steps}`);
      await measure(contender, driver, { kind, exactly: requests / steps });
      memory.push(Math.round(contender.memory().now));
    }
    seen.push({ what, requests, steps: memory });
  }
  return seen;
}
