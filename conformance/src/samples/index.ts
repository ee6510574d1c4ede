export { cancelAttemptSample, claimerSample, invitationSample, stepSample } from './invitation-samples.ts';
export { loadSamples, type SampleOf } from './load-samples.ts';
export { freshName, memberSample } from './member-samples.ts';
export { expectRefused, expectServed, prepareSamples, withSampleFounder } from './prepare-samples.ts';
export { deviceSample, type Message, type Sample } from './sample.ts';
export { concerns, type FieldRule, fieldRules, wrongMessages } from './wrong-values.ts';
