export { explainAdministration } from './explain-administration.ts';
export { explainBootstrap, explainUnfinished } from './explain-bootstrap.ts';
export { explainCall, type FailedCall } from './explain-call.ts';
export { explainLogIn, explainTerms } from './explain-log-in.ts';
export type { Explanation } from './explanation.ts';
