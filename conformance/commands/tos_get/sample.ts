import { deviceSample } from '../../src/samples/index.ts';

export const sample = deviceSample('tos', {}, () => ({ cmd: 'tos_get' }), 'no_tos');
