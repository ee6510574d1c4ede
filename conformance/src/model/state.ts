import type { Profile } from './calls.ts';
import type { GreetingModel } from './greeting-model.ts';

export interface UserState {
  readonly email: string;
  readonly profile: Profile;
  readonly revoked: boolean;
  readonly frozen: boolean;
}

/** An invitation of a user by e-mail, or of another device of a user. */
export interface InvitationState {
  /** null: the call that made it had no reply, and no client has seen the token yet. */
  readonly token: string | null;
  readonly type: 'USER' | 'DEVICE';
  /** The claimer's e-mail, or the user. */
  readonly about: string;
  readonly status: 'PENDING' | 'FINISHED' | 'CANCELLED';
  /** The events about it and the listeners they went to, oldest first. */
  readonly events: readonly { readonly event: string; readonly to: readonly string[] }[];
}

/** The greeting of one invitation by one user. */
export interface GreetingState {
  readonly model: GreetingModel;
  /** Names of the attempts; null: no client has seen it yet. */
  readonly names: readonly (string | null)[];
  /** The events about each attempt, if the greeter listens. */
  readonly events: readonly (readonly string[])[];
}

/** A certificate by name. `at`: see {@link OrganizationState}. */
export interface CertificateState {
  readonly at: number;
  readonly name: string;
}

/** An organization. Dates are µs since its history began. */
export interface OrganizationState {
  readonly expired: boolean;
  /** Users who listen for events. */
  readonly listeners: readonly string[];
  /** Limit of active users; null: none. */
  readonly limit: number | null;
  readonly users: ReadonlyMap<string, UserState>;
  /** The user of each device. */
  readonly devices: ReadonlyMap<string, string>;
  /** In order of creation. */
  readonly invitations: readonly InvitationState[];
  /** By token and greeter. */
  readonly greetings: ReadonlyMap<string, GreetingState>;
  /** Common certificates, oldest first. */
  readonly certificates: readonly CertificateState[];
}

/** Date of the last common certificate. */
export const lastDate = ({ certificates }: OrganizationState): number => certificates.at(-1)?.at ?? 0;

/** Whether an active user has this address. */
export const isTaken = ({ users }: OrganizationState, email: string): boolean =>
  [...users.values()].some((user) => user.email === email && !user.revoked);

/**
 * Returns a function that gives equal states equal keys. Each part is serialized once per value,
 * which keeps keys short.
 */
export function keyMaker(): (state: OrganizationState) => string {
  const known = new WeakMap<object, number>();
  const numbers = new Map<string, number>();
  const numberOf = (part: object, serialize: () => unknown): number => {
    const before = known.get(part);
    if (before !== undefined) return before;
    const text = JSON.stringify(serialize());
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    known.set(part, number);
    return number;
  };
  const ofMap = (map: ReadonlyMap<string, unknown>) =>
    numberOf(map, () => [...map].sort(([a], [b]) => (a < b ? -1 : 1)));
  return ({ users, devices, invitations, greetings, certificates, expired }) =>
    [
      Number(expired),
      ofMap(users),
      ofMap(devices),
      numberOf(invitations, () => invitations.map((one) => JSON.stringify(one)).sort()),
      ofMap(greetings),
      numberOf(certificates, () => certificates.map(({ name }) => name)),
    ].join();
}
