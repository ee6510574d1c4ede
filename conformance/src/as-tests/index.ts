export { type CheckTest, type CheckTestOptions, checkTests } from './check-tests.ts';
