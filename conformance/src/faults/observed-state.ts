import type { Device } from '../people/cast.ts';
import { expectedAccess, type KnownState } from './known-state.ts';

/**
 * The observable state of an organization. Every acknowledged change shows in it. Parts that no
 * user can read at the moment are null.
 */
export interface ObservedState {
  readonly settings: Readonly<Record<string, unknown>> | null;
  readonly users: readonly string[] | null;
  /** The statistics of the organization: its own, and its row in the statistics of the server. */
  readonly figures: { readonly own: string; readonly among: string } | null;
  readonly certificates: readonly Uint8Array[] | null;
  /** See {@link formatInvitation}. */
  readonly invitations: readonly string[] | null;
  /** The answer to a call of each device, by its label. Baselines list this name. */
  readonly doors: Readonly<Record<string, string | number>> | null;
}

/**
 * The observable state that follows from the known state.
 *
 * @param strangers - devices that the organization must not know
 */
export function expectedState(known: KnownState, strangers: readonly Device[] = []): ObservedState {
  const [reader] = known.users;
  const isFounded = reader !== undefined;
  const isReadable = isFounded && expectedAccess(known, reader) === 'ok';
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
    invitations: isReadable ? known.invitations.map(formatInvitation).sort() : null,
    doors: isFounded
      ? Object.fromEntries([
          ...known.users.flatMap((user) =>
            user.devices.map(({ label }) => [label, expectedAccess(known, user)] as const),
          ),
          // An expired organization reveals nothing, not even whether a device is unknown.
          ...strangers.map(({ label }) => [label, known.expired ? 460 : 403] as const),
        ])
      : null,
  };
}

/** Formats an invitation: the claimer, the status, and the token or `unknown`. */
export const formatInvitation = (invitation: {
  readonly claimer: string | null;
  readonly status: string;
  readonly token: string | undefined;
}): string => `${invitation.claimer ?? 'a device'} ${invitation.status} ${invitation.token ?? 'unknown'}`;
