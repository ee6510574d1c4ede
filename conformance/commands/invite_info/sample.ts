import { claimerSample } from '../../src/samples/index.ts';

export const sample = claimerSample({}, () => ({ cmd: 'invite_info' }));
