import recorded from '../../targets/recorded.json' with { type: 'json' };
import type { Answer, RunIndex } from './run-index.ts';

export { exampleSent } from './example-request.ts';
export type { Answer, RecordedExample, RecordedRun, RunIndex } from './run-index.ts';

/** The index of the stored runs in `reports/`. `npm run generate` makes it. */
const { runs, examples, answers }: RunIndex = recorded;

/** The stored runs, by name: what was judged, by which version of the suite, and when. */
export const recordedRuns = runs;

/** A request that breaks the requirement, by its id. `parsec-spec explain` shows it. */
export const recordedExamples = examples;

/** The answers of the stored runs, by the name of the run and by check id. */
export const recordedAnswers = answers;

/** How a check ended in a stored run, or in the one of the same server whose checks inject faults. */
export const recordedAnswer = (run: string, check: string): Answer | undefined =>
  answers[run]?.[check] ?? answers[`${run}-faults`]?.[check];

/** What a stored run of a server judged: `parsec-cloud 3.10.0 (in memory)`. */
export const titleOfRun = (name: string): string =>
  `${recordedRuns[name]?.target.address.replace(/^\w+:/, '').replaceAll(':', ' ')} (in memory)`;
