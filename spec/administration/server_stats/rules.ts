import { DateTime } from '../../src/codec/index.ts';
import type { ServerStatsQuery, ServerStatsResult } from '../../src/commands/administration.ts';
import type { AdministrationRules } from '../../src/guards/index.ts';
import { type OrganizationFigures, statistics } from '../../src/state/index.ts';
import { statisticsCsv } from './statistics-csv.ts';

/** The input of the statistics of a server. */
export interface ServerStatsContext {
  readonly request: ServerStatsQuery;
  /** Every organization that existed at the requested time, sorted by identifier. */
  readonly figures: readonly OrganizationFigures[];
}

/** The statistics as an object for JSON, or as the text of a CSV file. */
export type ServerStatsAnswer = ServerStatsResult | string;

/** Statistics of all organizations, bootstrapped or not (ADMIN-25, ADMIN-26). */
export const server_stats: AdministrationRules<ServerStatsContext, ServerStatsAnswer> = {
  operation: 'server_stats',
  guards: {
    'server_stats/at-is-a-time': ({ request }) =>
      (request.at ?? '') === '' ||
      DateTime.parse(request.at ?? '') !== undefined || {
        http: 400,
        detail: '`at` must be an RFC 3339 time with a zone',
      },
  },
  effect: ({ request, figures }) => {
    const stats = figures.map(({ organization_id, ...counted }) => ({
      organization_id,
      ...statistics(counted),
    }));
    return { reply: request.format === 'csv' ? statisticsCsv(stats) : { stats } };
  },
};
