export { type Diagnosis, diagnose } from './diagnose.ts';
export type { StepResult } from './try-steps.ts';
