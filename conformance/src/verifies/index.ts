export type { Check, CheckOptions, ClientCheck, ServerCheck } from './check.ts';
export { loadChecks } from './load-checks.ts';
export type { Need } from './need.ts';
export { renamedChecks } from './renamed-checks.ts';
export { verifies, verifiesClient } from './verifies.ts';
