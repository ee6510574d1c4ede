import { cancelAttemptSample } from '../../../src/vocabulary/samples/invitation-samples.ts';

export const sample = cancelAttemptSample('claimer');
