export type { Check } from './check.ts';
export { formsOfText } from './observations/secret-encodings.ts';
export { loadChecks, locationOf, type SourceLocation } from './registry.ts';
