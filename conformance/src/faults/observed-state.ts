import type { Caller, ListedInvitation } from '../model/calls.ts';
import { devicesOf, expectedAccess, type KnownState } from './known-state.ts';

/**
 * The observable state of an organization. Every acknowledged change shows in it. Parts that no
 * user can read at the moment are null.
 */
export interface ObservedState {
  readonly settings: Readonly<Record<string, unknown>> | null;
  readonly users: readonly string[] | null;
  /** The statistics of the organization: its own, and its row in the statistics of the server. */
  readonly figures: { readonly own: string; readonly among: string } | null;
  /** Names of the common certificates, oldest first. */
  readonly certificates: readonly string[] | null;
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
export function expectedState(known: KnownState, strangers: readonly Caller[] = []): ObservedState {
  const devices = devicesOf(known);
  const [reader] = devices;
  const isBootstrapped = reader !== undefined;
  const isReadable = isBootstrapped && expectedAccess(known, reader) === 'ok';
  const active = [...known.users.values()].filter(({ revoked }) => !revoked);
  const counted = `${known.users.size} users, ${active.length} of them active`;
  return {
    settings: known.created
      ? {
          bootstrapped: isBootstrapped,
          expired: known.expired,
          limit: known.limit,
          outsiders: known.outsiders,
          terms: known.terms,
        }
      : null,
    users: isBootstrapped
      ? active.map(({ email, frozen }) => `${email}${frozen ? ' frozen' : ''}`).sort()
      : null,
    figures: isBootstrapped ? { own: counted, among: counted } : null,
    certificates: isReadable ? known.certificates.map(({ name }) => name) : null,
    invitations: isReadable ? known.invitations.map(formatInvitation).sort() : null,
    doors: isBootstrapped
      ? Object.fromEntries([...devices, ...strangers].map((by) => [by.device, expectedAccess(known, by)]))
      : null,
  };
}

/** Formats an invitation: the invitee, the status, and the name of the token or `unknown`. */
export const formatInvitation = ({
  about,
  status,
  token,
}: Omit<ListedInvitation, 'token'> & { readonly token: string | null | undefined }): string =>
  `${about} ${status} ${token ?? 'unknown'}`;
