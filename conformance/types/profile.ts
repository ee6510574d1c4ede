import { verifies } from '../src/verifies/index.ts';

// The same word in the redacted certificate, so that the two agree.
for (const [name, profile] of [
  ['lower-case', 'admin'],
  ['capitalized', 'Admin'],
  ['unknown', 'OWNER'],
  ['empty', ''],
  ['trailing-space', 'ADMIN '],
  ['nul-padded', 'ADMIN\u0000'],
] as const) {
  verifies('types/profile-is-one-of-three', { case: name }, async (judge) => {
    const organization = await judge.organization();
    await judge.twin({
      broken: () => judge.bootstrap(organization, { user: { profile } }),
      refused: 'invalid_certificate',
      valid: () => judge.bootstrap(organization, { user: { profile: 'ADMIN' } }),
    });
  });
}
