export type { ClientOutcome, ClientOutcomeCode, ClientSession, ClientTarget } from './client-target.ts';
export type { ServerTarget } from './server-target.ts';
