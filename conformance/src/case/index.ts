export type { Check } from './check.ts';
export { encodingsOfText } from './observations/secret-encodings.ts';
export { loadChecks, locationOf, type SourceLocation } from './registry.ts';
