export type { Check } from './check.ts';
export { encodingsOfText } from './observations/secret-encodings.ts';
export { type SourceLocation, loadChecks, locationOf } from './registry.ts';
