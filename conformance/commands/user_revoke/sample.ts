import { freshName, memberSample } from '../../src/samples/index.ts';

export const sample = memberSample(
  ['revoked_user_certificate'],
  (judge, { preparer }) => judge.members.enrol(preparer, freshName(judge, 'revoked')),
  (judge, { caller }, { person }) => judge.members.revocation(caller, person),
);
