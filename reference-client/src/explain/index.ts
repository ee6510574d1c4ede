export { describeWatchEvent } from './describe-watch-event.ts';
export { type Explanation, explainCall } from './explain-call.ts';
export { explainClaimed, explainGreeted, noOutsiders } from './explain-enrolment.ts';
export { explainGreeting } from './explain-greeting.ts';
export { authorityNotice, explainLogIn, explainSync, explainTerms } from './explain-log-in.ts';
export { explainMember } from './explain-member.ts';
export { explainAdministration, explainBootstrap, explainUnfinished } from './explain-organization.ts';
export { explainSignUp } from './explain-sign-up.ts';
export { explainSilence } from './explain-silence.ts';
