export { type Fate, emptyTally, lead, stands, type Tally } from './lead.ts';
export { Life } from './life.ts';
export { growth, journey, wholeLife } from './script.ts';
export type { Step } from './step.ts';
