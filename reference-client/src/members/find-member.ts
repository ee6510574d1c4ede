import type { KnownUser, OrganizationView } from '../certificates/index.ts';

export type FoundMember =
  | { ok: true; user: KnownUser }
  | { ok: false; reason: 'none' | 'several'; candidates: readonly KnownUser[] };

/**
 * Finds a user by e-mail address, or by the first hex digits of the user id (four or more). Of
 * several users with one address the one that is not revoked is found.
 */
export function findMember(view: OrganizationView, name: string): FoundMember {
  const users = [...view.users.values()];
  const addressed = users.filter(({ handle }) => handle?.[0] === name);
  const current = addressed.filter(({ revokedOn }) => revokedOn === undefined);
  const [only] = current.length > 0 ? current : addressed;
  if (only !== undefined) return { ok: true, user: only };
  const digits = name.toLowerCase().replaceAll('-', '');
  // A shorter prefix is often ambiguous, or an ordinary word.
  const candidates = /^[0-9a-f]{4,}$/.test(digits) ? users.filter(({ id }) => id.hex.startsWith(digits)) : [];
  const [first] = candidates;
  if (first === undefined) return { ok: false, reason: 'none', candidates: [] };
  return candidates.length === 1 ? { ok: true, user: first } : { ok: false, reason: 'several', candidates };
}
