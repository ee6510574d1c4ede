import recorded from '../../targets/recorded.json' with { type: 'json' };
import type { Answer, RunIndex } from './run-index.ts';

export { exampleSent } from './example-request.ts';
export type { Answer, RecordedExample, RecordedRun, RunIndex } from './run-index.ts';

/** The index of the stored runs in `reports/`. `npm run generate` makes it. */
const { runs, examples, answers } = recorded as RunIndex;

/** The stored runs, by name: the target, the version of the suite, and the date. */
export const recordedRuns = runs;

/** A request that breaks the requirement, by its id. `parsec-spec explain` shows it. */
export const recordedExamples = examples;

/** The answers of the stored runs, by the name of the run and by check id. */
export const recordedAnswers = answers;

/** An answer, and the name of the stored run that holds it. */
export interface RecordedAnswer extends Answer {
  readonly run: string;
}

/** How a check ended in the stored run of a server, or in another one of it: `reference-postgres`. */
export function recordedAnswer(server: string, check: string): RecordedAnswer | undefined {
  for (const [run, own] of Object.entries(answers)) {
    const answer = run === server || run.startsWith(`${server}-`) ? own[check] : undefined;
    if (answer !== undefined) return { run, ...answer };
  }
  return undefined;
}

const storages = { memory: 'in memory', disk: 'on disk', postgres: 'on PostgreSQL' };

/** Where the server of a stored run kept its state: `on PostgreSQL`. Empty if the run does not tell. */
export function storageOfRun(name: string): string {
  const storage = runs[name]?.target.storage;
  return storage === undefined ? '' : storages[storage];
}

/** What a stored run of a server judged: `parsec-cloud 3.10.0 (in memory)`. */
export function titleOfRun(name: string): string {
  const address = runs[name]?.target.address.replace(/^\w+:/, '').replaceAll(':', ' ');
  const storage = storageOfRun(name);
  return storage === '' ? `${address}` : `${address} (${storage})`;
}
