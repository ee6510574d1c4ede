export type { AdministrationOutcome } from './administration-outcome.ts';
export { type Administration, operate, type OperationName } from './operate.ts';
