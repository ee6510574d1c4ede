import type { Profile, ReportedSettings, SettingsUpdate } from '@parsec-spec/spec/stories';
import type { GreetingModel } from './greeting-model.ts';

/** A user of an organization. */
export interface UserState {
  readonly email: string;
  readonly profile: Profile;
  readonly revoked: boolean;
  readonly frozen: boolean;
}

/** An invitation of a user by email, or of another device of a user. */
export interface InvitationState {
  /** Name of the token. null: the call that made it had no reply, and no client knows the token. */
  readonly token: string | null;
  readonly type: 'USER' | 'DEVICE';
  /** The email address of the claimer, or the user of a device invitation. */
  readonly about: string;
  readonly status: 'PENDING' | 'FINISHED' | 'CANCELLED';
  /** The user who created it. Absent: not known. */
  readonly creator?: string;
  /** The events about it, and the listeners that receive them, oldest first. */
  readonly events: readonly { readonly event: string; readonly to: readonly string[] }[];
}

/** The greeting of one invitation by one user. */
export interface GreetingState {
  readonly model: GreetingModel;
  /** Names of the attempts. null: no client knows the attempt. */
  readonly names: readonly (string | null)[];
  /** The events about each attempt that the greeter receives. */
  readonly events: readonly (readonly string[])[];
}

/** A certificate: its name, and its timestamp in µs since the history began. */
export interface CertificateState {
  readonly at: number;
  readonly name: string;
}

export interface OrganizationState {
  /** `none`: there is no such organization. */
  readonly phase: 'none' | 'created' | 'bootstrapped';
  /** Whether a bootstrap creates it. */
  readonly isSpontaneous: boolean;
  /** Number of bootstrap tokens that it had. The last one counts. */
  readonly links: number;
  /** Name of the certificate of the sequester authority; null: none. */
  readonly sequester: string | null;
  readonly expired: boolean;
  /** The event streams of a life: whether each is open, by `DEVICE NUMBER`. */
  readonly streams: ReadonlyMap<string, boolean>;
  /** Users with an event stream. */
  readonly listeners: readonly string[];
  /** Limit of active users; null: none. */
  readonly limit: number | null;
  /** The present terms: their number, and the users who accepted them. Null: none. */
  readonly tos: { readonly number: number; readonly acceptedBy: readonly string[] } | null;
  /** Settings without effect, as far as they were set. */
  readonly reported: ReportedSettings;
  /** The settings that the latest update named; null: none since the creation. */
  readonly updated: readonly (keyof SettingsUpdate)[] | null;
  /** Number of terms that were published. */
  readonly published: number;
  readonly users: ReadonlyMap<string, UserState>;
  /** The user of each device. */
  readonly devices: ReadonlyMap<string, string>;
  /** Oldest first. */
  readonly invitations: readonly InvitationState[];
  /** The key is `TOKEN GREETER`. */
  readonly greetings: ReadonlyMap<string, GreetingState>;
  /** Common certificates, oldest first. */
  readonly certificates: readonly CertificateState[];
}

/** An organization that was created, and is not bootstrapped. */
export const emptyOrganization: OrganizationState = {
  phase: 'created',
  isSpontaneous: false,
  links: 1,
  sequester: null,
  expired: false,
  streams: new Map(),
  listeners: [],
  limit: null,
  tos: null,
  reported: {},
  updated: null,
  published: 0,
  users: new Map(),
  devices: new Map(),
  invitations: [],
  greetings: new Map(),
  certificates: [],
};

/** The state after an event stream was opened or closed. */
export const withStream = (state: OrganizationState, stream: string, isOpen: boolean): OrganizationState => ({
  ...state,
  streams: new Map(state.streams).set(stream, isOpen),
});

/** Timestamp of the last common certificate, in µs since the history began. */
export const lastDate = ({ certificates }: OrganizationState): number => certificates.at(-1)?.at ?? 0;

/** The user with this address who is not revoked. */
export const ownerOfAddress = ({ users }: OrganizationState, email: string): string | undefined =>
  [...users].find(([, user]) => user.email === email && !user.revoked)?.[0];

/**
 * Makes a function that returns equal keys for equal states. Each distinct part of a state gets a
 * number, so that keys are short.
 */
export function keyMaker(): (state: OrganizationState) => string {
  const numbersByObject = new WeakMap<object, number>();
  const numbers = new Map<string, number>();
  const numberOf = (part: object, serialize: () => unknown): number => {
    const before = numbersByObject.get(part);
    if (before !== undefined) return before;
    const text = JSON.stringify(serialize());
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    numbersByObject.set(part, number);
    return number;
  };
  const ofMap = (map: ReadonlyMap<string, unknown>) =>
    numberOf(map, () => [...map].sort(([a], [b]) => (a < b ? -1 : 1)));
  return ({ users, devices, invitations, greetings, certificates, expired, tos, limit }) =>
    [
      Number(expired),
      limit,
      tos === null ? '' : numberOf(tos, () => tos),
      ofMap(users),
      ofMap(devices),
      numberOf(invitations, () => invitations.map((one) => JSON.stringify(one)).sort()),
      ofMap(greetings),
      numberOf(certificates, () => certificates.map(({ name }) => name)),
    ].join();
}
