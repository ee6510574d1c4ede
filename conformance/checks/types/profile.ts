import { verifies } from '../../src/judge/verifies.ts';
import { refusalByParity } from '../../src/vocabulary/matchers/refuses-certificate.ts';

// The redacted certificate has the same value, so that the two agree.
for (const [index, [name, profile]] of (
  [
    ['lower-case', 'admin'],
    ['capitalized', 'Admin'],
    ['unknown', 'OWNER'],
    ['empty', ''],
    ['trailing-space', 'ADMIN '],
    ['nul-padded', 'ADMIN\u0000'],
  ] as const
).entries()) {
  verifies('types/profile-is-one-of-three', { case: name }, (judge) =>
    refusalByParity(index)(judge, { user: { profile } }),
  );
}
