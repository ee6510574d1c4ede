export type { Check, CheckOptions, ClientCheck, ServerCheck } from './check.ts';
export { loadChecks } from './load-checks.ts';
export type { Need } from './need.ts';
export { verifies, verifiesClient } from './verifies.ts';
