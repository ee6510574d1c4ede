import type { Mutant } from '@parsec-spec/reference-server/core';
import { type Body, changeOperation } from '../../../self-test/kit/administration-json.ts';
import { mutant } from '../../../self-test/kit/mutant.ts';

/** Mutants of the requirements of `organization_stats`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  mutant(
    'organization_stats/counts',
    'nobody',
    changeOperation('stats', (fields) => ({ ...fields, users: 0, active_users: 0 })),
  ),
  mutant(
    'organization_stats/counts-by-profile',
    'all-standard',
    changeOperation('stats', (fields) => {
      const detail = fields.users_per_profile_detail as Body;
      return {
        ...fields,
        users_per_profile_detail: { ...detail, ADMIN: detail.STANDARD, STANDARD: detail.ADMIN },
      };
    }),
  ),
  mutant(
    'organization_stats/counts-by-profile',
    'revoked-ones-are-standard',
    changeOperation('stats', (fields) => {
      const { ADMIN, STANDARD, OUTSIDER } = Object(fields.users_per_profile_detail);
      if (ADMIN === undefined) return fields;
      const revoked = ADMIN.revoked + STANDARD.revoked + OUTSIDER.revoked;
      const detail = {
        ADMIN: { ...ADMIN, revoked: 0 },
        STANDARD: { ...STANDARD, revoked },
        OUTSIDER: { ...OUTSIDER, revoked: 0 },
      };
      return { ...fields, users_per_profile_detail: detail };
    }),
  ),
];
