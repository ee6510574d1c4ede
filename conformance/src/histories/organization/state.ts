import type { GreetingModel } from '../../../properties/greeting-model.ts';
import type { Profile } from './request.ts';

export interface UserState {
  readonly email: string;
  readonly profile: Profile;
  readonly revoked: boolean;
  readonly frozen: boolean;
}

/** An invitation: of a user by e-mail, or of another device of a user. */
export interface InvitationState {
  /** null: somebody made it who was never answered, and nobody has seen its token yet. */
  readonly token: string | null;
  readonly type: 'USER' | 'DEVICE';
  /** The claimer's e-mail, or the user. */
  readonly about: string;
  readonly status: 'PENDING' | 'FINISHED' | 'CANCELLED';
  /** What was told of it, and to which listeners; oldest first. */
  readonly told: readonly { readonly event: string; readonly to: readonly string[] }[];
}

/**
 * The greeting of one invitation by one user: the table of its moves, the names of its attempts (null: not seen yet), and
 * what the greeter was told of each, if he listens.
 */
export interface GreetingState {
  readonly model: GreetingModel;
  readonly names: readonly (string | null)[];
  readonly told: readonly (readonly string[])[];
}

/** A certificate by name, dated in µs. */
export interface CertificateState {
  readonly at: number;
  readonly name: string;
}

/** An organization as one client would see it who calls one call at a time (USER, DEV, INV, GREET, CERT, AUTH, EVT rows). */
export interface OrganizationState {
  readonly expired: boolean;
  /** Users who listen: who else was told what is not written down. */
  readonly listeners: readonly string[];
  /** null = no limit. */
  readonly limit: number | null;
  readonly users: ReadonlyMap<string, UserState>;
  /** Whose a device is. */
  readonly devices: ReadonlyMap<string, string>;
  /** In order of creation. */
  readonly invitations: readonly InvitationState[];
  /** By token and greeter. */
  readonly greetings: ReadonlyMap<string, GreetingState>;
  /** Common certificates, oldest first. */
  readonly certificates: readonly CertificateState[];
}

/** Date of the last common certificate. */
export const lastOf = ({ certificates }: OrganizationState): number => certificates.at(-1)?.at ?? 0;

/** Whether somebody holds a seat under this address. */
export const isTaken = ({ users }: OrganizationState, email: string): boolean =>
  [...users.values()].some((user) => user.email === email && !user.revoked);

export const seatsTaken = ({ users }: OrganizationState): number =>
  [...users.values()].filter(({ revoked }) => !revoked).length;
