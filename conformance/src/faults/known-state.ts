import type { Device, Person } from '../people/cast.ts';

/** A user after all acknowledged requests. */
export interface KnownUser {
  readonly person: Person;
  readonly devices: readonly Device[];
  readonly profile: string;
  readonly frozen: boolean;
  readonly revoked: boolean;
  /** Whether the user has accepted the current terms. */
  readonly hasAcceptedTerms: boolean;
}

/** An invitation after all acknowledged requests. */
export interface KnownInvitation {
  /** The address of the invited user; null for a device invitation of the first user. */
  readonly claimer: string | null;
  readonly status: 'PENDING' | 'CANCELLED' | 'FINISHED';
  /** In hex. Undefined if the reply with the token was lost. */
  readonly token: string | undefined;
}

/** The state of an organization that follows from all acknowledged requests. */
export interface KnownState {
  readonly id: string;
  readonly created: boolean;
  readonly limit: number | null;
  /** Whether the profile OUTSIDER is allowed. */
  readonly outsiders: boolean;
  readonly terms: Readonly<Record<string, string>> | null;
  readonly expired: boolean;
  /** The common certificates in full, oldest first; empty before the bootstrap. */
  readonly certificates: readonly Uint8Array[];
  /** The first user is the one who reads the state. */
  readonly users: readonly KnownUser[];
  readonly invitations: readonly KnownInvitation[];
}

/** The state before the organization is created. */
export const notCreated = (id: string): KnownState => ({
  id,
  created: false,
  limit: null,
  outsiders: true,
  terms: null,
  expired: false,
  certificates: [],
  users: [],
  invitations: [],
});

/** The user with this name. Throws if no step of the script has created one. */
export function userOf(known: KnownState, name: string): KnownUser {
  const user = known.users.find(({ person }) => person.name === name);
  if (user === undefined) throw new Error(`there is no user ${name} yet`);
  return user;
}

/** The state with changes of one user. */
export const withUser = (known: KnownState, name: string, change: Partial<KnownUser>): KnownState => ({
  ...known,
  users: known.users.map((user) => (user.person.name === name ? { ...user, ...change } : user)),
});

/** The state with changes of the last invitation of a claimer. */
export function withInvitation(
  known: KnownState,
  claimer: string | null,
  change: Partial<KnownInvitation>,
): KnownState {
  const last = known.invitations.findLastIndex((one) => one.claimer === claimer);
  const invitations = known.invitations.map((one, index) => (index === last ? { ...one, ...change } : one));
  return { ...known, invitations };
}

/** The answer to a call of a user's device: `ok`, or the status of the refusal. */
export function expectedAccess(known: KnownState, user: KnownUser): string | number {
  if (known.expired) return 460;
  if (user.revoked) return 461;
  if (user.frozen) return 462;
  return known.terms === null || user.hasAcceptedTerms ? 'ok' : 463;
}
