export type { AdministrationOutcome } from './administration-outcome.ts';
export { type Administration, operate, type PlayedOperation } from './operate.ts';
