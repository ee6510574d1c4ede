export type { ExampleRequest } from './example-request.ts';
export { type Answer, recordedAnswers } from './recorded-answers.ts';
export { recordedExamples } from './recorded-examples.ts';
