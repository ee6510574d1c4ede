export { type Answer, recordedAnswers } from './recorded-answers.ts';
