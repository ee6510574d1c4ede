export type { ClientDriver, ClientOutcome, ClientOutcomeCode, ClientSession } from './client-driver.ts';
