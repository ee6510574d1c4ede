import recorded from '../../targets/reference.examples.json' with { type: 'json' };
import type { ExampleRequest } from './example-request.ts';

export { exampleSent } from './example-request.ts';
export { type Answer, recordedAnswers } from './recorded-answers.ts';
export type { ExampleRequest };

/** A request that breaks the requirement, by its id. `parsec-spec explain` shows it. */
export const recordedExamples: Readonly<Record<string, ExampleRequest>> = recorded;
