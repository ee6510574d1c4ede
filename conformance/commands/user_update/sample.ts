import { freshName, memberSample } from '../../src/samples/index.ts';

export const sample = memberSample(
  ['user_update_certificate'],
  (judge, { preparer }) => judge.members.enrol(preparer, freshName(judge, 'promoted')),
  (judge, { caller }, { person }) => judge.members.profileChange(caller, person, 'ADMIN'),
);
