import { freshName, memberSample } from '../../src/samples/index.ts';

export const sample = memberSample(
  ['device_certificate', 'redacted_device_certificate'],
  async (judge) => judge.cast.device(freshName(judge, 'phone')),
  (judge, { caller }, device) => judge.members.addition(caller, { device }),
);
