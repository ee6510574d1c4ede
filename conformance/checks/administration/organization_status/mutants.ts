import type { Mutant } from '@parsec-spec/reference-server/core';
import { changeStatus } from '../../../self-test/kit/administration-json.ts';
import { mutant } from '../../../self-test/kit/mutant.ts';

/** Mutants of the requirements of `organization_status`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  mutant(
    'organization_status/exact-keys',
    'one-more',
    changeStatus((fields) => ({ ...fields, created_on: 'today' })),
  ),
  mutant(
    'organization_status/exact-keys',
    'limit-as-text',
    changeStatus((fields) => ({
      ...fields,
      active_users_limit: fields.active_users_limit === null ? null : String(fields.active_users_limit),
    })),
  ),
  mutant(
    'organization_status/terms-shape',
    'a-list',
    changeStatus((fields) => ({ ...fields, tos: fields.tos === null ? null : [fields.tos] })),
  ),
];
