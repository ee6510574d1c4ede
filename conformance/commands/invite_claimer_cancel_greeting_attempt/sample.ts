import { cancelAttemptSample } from '../../src/samples/index.ts';

export const sample = cancelAttemptSample('claimer');
