import { deviceSample } from '../../src/samples/index.ts';

export const sample = deviceSample('authenticated', {}, () => ({ cmd: 'list_frozen_users' }));
