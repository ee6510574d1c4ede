import type { Administration } from '../judge/administration.ts';

/** Expires what a run created: organizations cannot be deleted. Gives how many there were, and how many are expired now. */
export async function expireOrganizations(
  names: readonly string[],
  administration: Administration,
): Promise<{ readonly created: number; readonly expired: number }> {
  let created = 0;
  let expired = 0;
  const queue = [...names];
  const worker = async () => {
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
      const { status } = await administration.patch(name, { is_expired: true });
      if (status !== 404 && status !== 0) created += 1;
      if (status === 200) expired += 1;
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return { created, expired };
}
