import type { OrganizationStatusResult } from '../../src/commands/administration.ts';
import { administrationOperation } from '../../src/guards/index.ts';
import type { Settings } from '../../src/state/index.ts';

/**
 * Settings and state of an organization (ADMIN-16). A count beyond 2^53 is a bigint here; the JSON
 * writer prints it exactly.
 */
export const organization_status = administrationOperation<undefined, OrganizationStatusResult>(
  'organization_status',
  {
    guards: {},
    effect: ({ state: { settings, bootstrap } }) => ({
      reply: {
        is_bootstrapped: bootstrap !== null,
        is_expired: settings.is_expired,
        user_profile_outsider_allowed: settings.user_profile_outsider_allowed,
        active_users_limit: settings.active_users_limit as number | null,
        realm_minimum_archiving_period_before_deletion:
          settings.realm_minimum_archiving_period_before_deletion as number,
        tos: terms(settings),
      },
    }),
  },
);

const terms = ({ tos }: Settings): OrganizationStatusResult['tos'] =>
  tos === null ? null : { per_locale_urls: tos.per_locale_urls, updated_on: tos.updated_on.toString() };
