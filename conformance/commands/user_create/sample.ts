import { freshName, memberSample } from '../../src/samples/index.ts';

export const sample = memberSample(
  ['user_certificate', 'device_certificate', 'redacted_user_certificate', 'redacted_device_certificate'],
  async (judge) => judge.cast.newcomer(freshName(judge, 'carol')),
  (judge, { caller }, person) => judge.members.enrolment(caller, { person }),
);
