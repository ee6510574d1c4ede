export type {
  ClientDriver,
  ClientOutcome,
  ClientOutcomeCode,
  ClientSession,
  Comparing,
  SessionOptions,
} from './client-driver.ts';
export { referenceClient } from './reference-client.ts';
