/** The new ids of each renamed check, by the old id. */
export type RenamedChecks = ReadonlyMap<string, readonly string[]>;

/**
 * Renames since the first release.
 *
 * Users write check ids in baselines, `--only` and `--except`. Add an entry when a check is renamed
 * or split. The error for the old id then names the new ones.
 */
export const renamedChecks: RenamedChecks = new Map();
