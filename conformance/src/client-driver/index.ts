export type { ClientDriver, ClientOutcome, ClientOutcomeCode, ClientSession } from './client-driver.ts';
export { referenceClient } from './reference-client.ts';
