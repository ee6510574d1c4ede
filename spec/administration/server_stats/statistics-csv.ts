import type { ServerStatsResult } from '../../src/commands/administration.ts';

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
export const statisticsCsv = (rows: readonly Row[]): string =>
  [columns.map(([name]) => name), ...rows.map((row) => columns.map(([, value]) => value(row)))]
    .map((line) => `${line.join(',')}\r\n`)
    .join('');
