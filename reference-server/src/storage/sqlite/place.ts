/** The highest version that a stream can have. */
export const latestVersion = '4294967295';

/**
 * SQL for the key of an entry: the number of its stream (`streams.id`) before its version, so that
 * the entries of an organization are stored together. It uses bit operations: SQLite binds numbers
 * as REAL, and a sum of those is exact only for two million organizations.
 */
export const placeOf = (version: string): string => `(id << 32 | ${version})`;

/** SQL for entries of the organization ?1, in order: those after a version, with a limit. */
export const entriesAfter = (version: string, most: string): string =>
  `FROM streams CROSS JOIN entries WHERE organization = ?1 AND place > ${placeOf(version)}
   AND place <= ${placeOf(`min(${version} + ${most}, ${latestVersion})`)} ORDER BY place`;
