export type {
  ClientDriver,
  ClientOutcome,
  ClientOutcomeCode,
  ClientSession,
  Comparing,
  SessionOptions,
  ShownTerms,
} from './client-driver.ts';
export { referenceClient } from './reference-client.ts';
