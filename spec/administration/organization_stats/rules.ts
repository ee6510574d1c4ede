import type { OrganizationStatsResult } from '../../src/commands/administration.ts';
import { administrationOperation } from '../../src/guards/index.ts';
import { figuresOf, statistics } from '../../src/state/index.ts';

/** Statistics of one organization, bootstrapped or not, expired or not (ADMIN-24). */
export const organization_stats = administrationOperation<undefined, OrganizationStatsResult>(
  'organization_stats',
  {
    guards: {},
    effect: ({ state }) => ({ reply: statistics(figuresOf(state)) }),
  },
);
