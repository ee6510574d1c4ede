import { cancelAttemptSample } from '../../../src/case/samples/invitation-samples.ts';

export const sample = cancelAttemptSample('claimer');
