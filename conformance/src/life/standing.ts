import type { Device } from '../cast/index.ts';
import { doorOf, type Known } from './known.ts';

/** What an organization shows from outside: whatever was acknowledged must show here. Parts that nobody may see now are null. */
export interface Standing {
  readonly settings: Readonly<Record<string, unknown>> | null;
  readonly users: readonly string[] | null;
  /** The organization's own, and those among all of the server. */
  readonly figures: { readonly own: string; readonly among: string } | null;
  readonly certificates: readonly Uint8Array[] | null;
  /** Claimer, status, and the token where the judge knows it. */
  readonly invitations: readonly string[] | null;
  /** By label of a device: what it meets when it calls. */
  readonly doors: Readonly<Record<string, string | number>> | null;
}

/** What must show of all that is known; `strangers` are devices that must not be known there. */
export function standingOf(known: Known, strangers: readonly Device[] = []): Standing {
  const [reader] = known.users;
  const isFounded = reader !== undefined;
  const isReadable = isFounded && doorOf(known, reader) === 'ok';
  const active = known.users.filter(({ revoked }) => !revoked);
  const counted = `${known.users.length} users, ${active.length} of them active`;
  return {
    settings: known.created
      ? {
          bootstrapped: isFounded,
          expired: known.expired,
          limit: known.limit,
          outsiders: known.outsiders,
          terms: known.terms,
        }
      : null,
    users: isFounded
      ? active.map(({ person, frozen }) => `${person.email}${frozen ? ' frozen' : ''}`).sort()
      : null,
    figures: isFounded ? { own: counted, among: counted } : null,
    certificates: isReadable ? known.certificates : null,
    invitations: isReadable ? known.invitations.map(lineOf).sort() : null,
    doors: isFounded
      ? Object.fromEntries([
          ...known.users.flatMap((user) =>
            user.devices.map(({ label }) => [label, doorOf(known, user)] as const),
          ),
          // Of an expired organization nothing is told, not even who is a stranger.
          ...strangers.map(({ label }) => [label, known.expired ? 460 : 403] as const),
        ])
      : null,
  };
}

/** An invitation in a line. */
export const lineOf = (invitation: {
  readonly claimer: string | null;
  readonly status: string;
  readonly token: string | undefined;
}): string => `${invitation.claimer ?? 'a device'} ${invitation.status} ${invitation.token ?? 'unknown'}`;
