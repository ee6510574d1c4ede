export { encodingsOfText } from '../wire/secret-encodings.ts';
export type { Check } from './check.ts';
export { loadChecks, locationOf, type SourceLocation } from './registry.ts';
