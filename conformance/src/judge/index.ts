export type { Check, ServerCheck } from './check.ts';
export { loadChecks, locationOf, type SourceLocation } from './registry.ts';
export { SecretScan } from './secret-scan.ts';
