export type { Check } from './check.ts';
export { loadChecks, locationOf, type SourceLocation } from './registry.ts';
