import { DateTime } from '../../src/codec/index.ts';
import type { ServerStatsQuery, ServerStatsResult } from '../../src/commands/administration.ts';
import type { AdministrationRules } from '../../src/guards/index.ts';
import { type OrganizationFigures, statistics } from '../../src/state/index.ts';

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

type Row = ServerStatsResult['stats'][number];

const columns: readonly (readonly [string, (row: Row) => string | number])[] = [
  ['organization_id', (row) => row.organization_id],
  ['data_size', (row) => row.data_size],
  ['metadata_size', (row) => row.metadata_size],
  ['realms', (row) => row.realms],
  ['active_users', (row) => row.active_users],
  ['admin_users_active', (row) => row.users_per_profile_detail.ADMIN.active],
  ['admin_users_revoked', (row) => row.users_per_profile_detail.ADMIN.revoked],
  ['standard_users_active', (row) => row.users_per_profile_detail.STANDARD.active],
  ['standard_users_revoked', (row) => row.users_per_profile_detail.STANDARD.revoked],
  ['outsider_users_active', (row) => row.users_per_profile_detail.OUTSIDER.active],
  ['outsider_users_revoked', (row) => row.users_per_profile_detail.OUTSIDER.revoked],
];

/**
 * The statistics as CSV: a header line, then one line per organization, each ended by CR LF.
 * Identifiers need no escaping, since they contain no comma and no quote (TYPES-01).
 */
const statisticsCsv = (rows: readonly Row[]): string =>
  [columns.map(([name]) => name), ...rows.map((row) => columns.map(([, value]) => value(row)))]
    .map((line) => `${line.join(',')}\r\n`)
    .join('');
