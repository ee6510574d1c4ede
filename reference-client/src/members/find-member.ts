import type { KnownUser, OrganizationView } from '../certificates/index.ts';

export type FoundMember =
  | { ok: true; user: KnownUser }
  | { ok: false; reason: 'none' | 'several'; among: readonly KnownUser[] };

/** The user that an e-mail address, or the first digits of a user id (four or more), names; of several with one address the one who is not revoked. */
export function findMember(view: OrganizationView, name: string): FoundMember {
  const users = [...view.users.values()];
  const addressed = users.filter(({ handle }) => handle?.[0] === name);
  const current = addressed.filter(({ revokedOn }) => revokedOn === undefined);
  const [only] = current.length > 0 ? current : addressed;
  if (only !== undefined) return { ok: true, user: only };
  const digits = name.toLowerCase().replaceAll('-', '');
  // Fewer are soon somebody else's too, or a word.
  const among = /^[0-9a-f]{4,}$/.test(digits) ? users.filter(({ id }) => id.hex.startsWith(digits)) : [];
  const [first] = among;
  if (first === undefined) return { ok: false, reason: 'none', among: [] };
  return among.length === 1 ? { ok: true, user: first } : { ok: false, reason: 'several', among };
}
