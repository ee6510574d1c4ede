import type { Device, Person } from '../people/cast.ts';

/** A user of the organization under test, as the judge knows it. */
export interface KnownUser {
  readonly person: Person;
  readonly devices: readonly Device[];
  readonly profile: string;
  readonly frozen: boolean;
  readonly revoked: boolean;
  /** Whether the present terms were accepted. */
  readonly hasAcceptedTerms: boolean;
}

/** An invitation, as the judge knows it. The token is unknown if its reply was lost. */
export interface KnownInvitation {
  /** The address of the invited user; null = a device of the first user. */
  readonly claimer: string | null;
  readonly status: 'PENDING' | 'CANCELLED' | 'FINISHED';
  /** In hex. */
  readonly token: string | undefined;
}

/** Everything that an organization's server has acknowledged. */
export interface KnownState {
  readonly id: string;
  readonly created: boolean;
  readonly limit: number | null;
  readonly outsiders: boolean;
  readonly terms: Readonly<Record<string, string>> | null;
  readonly expired: boolean;
  /** The common certificates in full, oldest first; empty before the bootstrap. */
  readonly certificates: readonly Uint8Array[];
  /** The first user performs the reads. */
  readonly users: readonly KnownUser[];
  readonly invitations: readonly KnownInvitation[];
}

/** The known state of an organization before its creation. */
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

/** The user of a person of that name. Throws if the script is wrong. */
export function userOf(known: KnownState, name: string): KnownUser {
  const user = known.users.find(({ person }) => person.name === name);
  if (user === undefined) throw new Error(`nobody is called ${name} yet`);
  return user;
}

/** The same with another state of one user. */
export const withUser = (known: KnownState, name: string, change: Partial<KnownUser>): KnownState => ({
  ...known,
  users: known.users.map((user) => (user.person.name === name ? { ...user, ...change } : user)),
});

/** The same with another state of the last invitation of a claimer. */
export function withInvitation(
  known: KnownState,
  claimer: string | null,
  change: Partial<KnownInvitation>,
): KnownState {
  const last = known.invitations.findLastIndex((one) => one.claimer === claimer);
  const invitations = known.invitations.map((one, index) => (index === last ? { ...one, ...change } : one));
  return { ...known, invitations };
}

/** The answer to a call of the user's devices: `ok`, or the status of the refusal. */
export function expectedAccess(known: KnownState, user: KnownUser): string | number {
  if (known.expired) return 460;
  if (user.revoked) return 461;
  if (user.frozen) return 462;
  return known.terms === null || user.hasAcceptedTerms ? 'ok' : 463;
}
