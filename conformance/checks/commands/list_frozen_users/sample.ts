import { deviceSample } from '../../../src/case/samples/sample.ts';

export const sample = deviceSample('authenticated', {}, () => ({ cmd: 'list_frozen_users' }));
