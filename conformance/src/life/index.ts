export { afterReplies, type Blow, chosen, insideRequests } from './blows.ts';
export { heardAgain } from './heard-again.ts';
export { emptyTally, type Fate, lead, stands, type Tally } from './lead.ts';
export { Life } from './life.ts';
export { inTime, longestRefusal, servedAgain } from './served.ts';
export { everyKind, expiry, growth, journey, unexpiredLife, wholeLife } from './script.ts';
export type { Step } from './step.ts';
