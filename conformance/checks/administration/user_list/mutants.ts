import type { Mutant } from '@parsec-spec/reference-server/core';
import { type Body, changeOperation } from '../../../self-test/kit/administration-json.ts';
import { mutant } from '../../../self-test/kit/mutant.ts';

/** Mutants of the requirements of `user_list`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  mutant(
    'user_list/active-users-only',
    'nobody',
    changeOperation('users', () => ({ users: [] })),
  ),
  mutant(
    'user_list/no-key-material',
    'with-keys',
    changeOperation('users', ({ users }) => ({
      users: (users as Body[]).map((user) => ({ ...user, verify_key: 'AAAA' })),
    })),
  ),
];
