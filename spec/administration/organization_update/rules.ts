import type { OrganizationUpdateBody } from '../../src/commands/administration.ts';
import { administrationOperation, laterTerms, webAddressesOnly } from '../../src/guards/index.ts';

/** Changes settings. An absent key keeps the setting; null is a value (ADMIN-18 to ADMIN-23). */
export const organization_update = administrationOperation<OrganizationUpdateBody, Record<string, never>>(
  'organization_update',
  {
    guards: webAddressesOnly,
    effect: ({ state, now, request }) => {
      const { is_expired, user_profile_outsider_allowed, active_users_limit } = request;
      const { realm_minimum_archiving_period_before_deletion, tos } = request;
      const changed = {
        ...(is_expired === undefined ? {} : { is_expired }),
        ...(user_profile_outsider_allowed === undefined ? {} : { user_profile_outsider_allowed }),
        ...(active_users_limit === undefined ? {} : { active_users_limit }),
        ...(realm_minimum_archiving_period_before_deletion === undefined
          ? {}
          : { realm_minimum_archiving_period_before_deletion }),
        ...(tos === undefined
          ? {}
          : { tos: tos === null ? null : { per_locale_urls: tos, updated_on: laterTerms(state, now) } }),
      };
      if (Object.keys(changed).length === 0) return { reply: {} };
      return { reply: {}, records: [{ record: 'organization_updated', at: now, ...changed }] };
    },
  },
);
