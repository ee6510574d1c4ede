import { stepSample } from '../../../src/vocabulary/samples/invitation-samples.ts';

export const sample = stepSample('claimer', {
  public_key: { is: 'bytes', length: 32 },
  hashed_nonce: { is: 'bytes', length: 32 },
  claimer_nonce: { is: 'bytes' },
  claimer_payload: { is: 'bytes' },
});
