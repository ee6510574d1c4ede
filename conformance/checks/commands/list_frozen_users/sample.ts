import { deviceSample } from '../../../src/vocabulary/samples/sample.ts';

export const sample = deviceSample('authenticated', {}, () => ({ cmd: 'list_frozen_users' }));
