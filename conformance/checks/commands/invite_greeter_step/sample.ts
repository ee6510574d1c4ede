import { stepSample } from '../../../src/vocabulary/samples/invitation-samples.ts';

export const sample = stepSample('greeter', {
  public_key: { is: 'bytes', length: 32 },
  greeter_nonce: { is: 'bytes' },
  greeter_payload: { is: 'bytes' },
});
