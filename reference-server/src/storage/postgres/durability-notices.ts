import type { ClientBase } from 'pg';

/**
 * Settings without which PostgreSQL may lose acknowledged writes, or the whole database, when its
 * machine stops, and the effect of each.
 */
const needed = {
  fsync: 'what was acknowledged, or the whole database, may be gone after a crash of its machine',
  full_page_writes: 'the database may be damaged after a crash of its machine',
  synchronous_commit: 'what was acknowledged may be gone after a crash of the database',
} as const;

/**
 * Warnings about settings of the database that weaken durability; empty if there are none. Such a
 * database is served anyway, since a test may want it.
 */
export async function durabilityNotices(client: ClientBase, name: string): Promise<readonly string[]> {
  const asked = Object.keys(needed).map((setting) => `current_setting('${setting}') AS ${setting}`);
  const { rows } = await client.query(`SELECT ${asked.join(', ')}`);
  return Object.entries(needed)
    .filter(([setting]) => rows[0]?.[setting] === 'off')
    .map(([setting, danger]) => `${name} has ${setting}=off: ${danger}`);
}
