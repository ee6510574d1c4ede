/** The highest version of a stream that has a place. */
export const latestVersion = '4294967295';

/**
 * SQL for the place of an entry: the number of its stream (`streams.id`) before its version, so that the entries of an organization lie side
 * by side. Of bits: a number that is bound is a REAL for SQLite, and a sum of those is exact for two million organizations only.
 */
export const placeOf = (version: string): string => `(id << 32 | ${version})`;

/** SQL for entries of the organization ?1, in order: those after a version, at most so many of them. */
export const entriesAfter = (version: string, most: string): string =>
  `FROM streams CROSS JOIN entries WHERE organization = ?1 AND place > ${placeOf(version)}
   AND place <= ${placeOf(`min(${version} + ${most}, ${latestVersion})`)} ORDER BY place`;
