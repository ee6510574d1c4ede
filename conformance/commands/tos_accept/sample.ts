import { deviceSample } from '../../src/samples/index.ts';

export const sample = deviceSample(
  'tos',
  { tos_updated_on: { is: 'instant' } },
  (judge) => ({ cmd: 'tos_accept', tos_updated_on: judge.now() }),
  'no_tos',
);
