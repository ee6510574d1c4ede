export type {
  ClientDriver,
  ClientOutcome,
  ClientOutcomeCode,
  ClientSession,
  SessionOptions,
} from './client-driver.ts';
export { referenceClient } from './reference-client.ts';
