import type { Caller, GreetingCall, InvitationCall, OrganizationRequest, Profile } from '../model/calls.ts';
import type { Variant } from '../model/greeting-model.ts';
import { lastDate, type OrganizationState } from '../model/state.ts';

/**
 * The calls of a generated life, by the names of people, devices, invitations and attempts. The same
 * story can be played on any server.
 */
export interface Story {
  readonly organization: StorySettings;
  readonly calls: readonly StoryCall[];
}

/** The settings with which the organization is created. Alice founds it. */
export interface StorySettings {
  /** Limit of active users; null: none. */
  readonly active_users_limit: number | null;
}

/**
 * One call of a story. `by` is the label of the calling device, such as `alice-laptop`. Tokens have
 * names such as `zoe@example.com#1`, and attempts are numbered from 1 within their greeting.
 */
export type StoryCall =
  | CertificateStoryCall
  | { readonly cmd: 'invite_new_user'; readonly by: string; readonly email: string }
  | { readonly cmd: 'invite_new_device'; readonly by: string }
  | { readonly cmd: 'invite_cancel' | 'invite_complete'; readonly by: string; readonly token: string }
  | { readonly cmd: 'invite_list' | 'organization_info' | 'certificate_get'; readonly by: string }
  | { readonly cmd: 'invite_info'; readonly token: string }
  | GreetingStoryCall
  | { readonly cmd: 'user_freeze' | 'user_unfreeze'; readonly user: string }
  | { readonly cmd: 'organization_expire' | 'organization_unexpire' };

/**
 * A call that adds certificates. `dated`: their timestamp, by default now; `last` is that of the last
 * common certificate, and `before-last` 1 µs earlier.
 */
export type CertificateStoryCall = {
  readonly by: string;
  readonly dated?: 'last' | 'before-last';
} & (
  | {
      readonly cmd: 'user_create';
      readonly user: string;
      readonly email: string;
      readonly profile: Profile;
    }
  | { readonly cmd: 'device_create'; readonly device: string }
  | { readonly cmd: 'user_update'; readonly user: string; readonly profile: Profile }
  | { readonly cmd: 'user_revoke'; readonly user: string }
);

/** A move of one side of the greeting on the invitation `token` with the user `greeter`. */
export interface GreetingStoryCall {
  readonly cmd: `greeting_${GreetingCall['move']}`;
  /** The device of the greeter; absent for the claimer. */
  readonly by?: string;
  readonly token: string;
  readonly greeter: string;
  /** Absent for a start. */
  readonly attempt?: number;
  readonly step?: number;
  /** Default: `own`. */
  readonly half?: Variant;
  readonly reason?: string;
}

/** The user of a device, which is part of its label: `carl` of `carl-phone`. */
export const ownerOf = (device: string): string => device.replace(/-[^-]*$/, '');

/** The name of an attempt in the model. */
const attemptName = (number: number, { token, greeter }: Pick<GreetingCall, 'token' | 'greeter'>) =>
  `attempt ${number} of ${token} with ${greeter}`;

/**
 * The request of a call in a state of the model. Undefined if the story has lost one of its subjects,
 * because an earlier call was left out.
 *
 * @param now - the time of the call, in µs since the story began
 */
export function requestOf(
  call: StoryCall,
  state: OrganizationState,
  now: number,
): OrganizationRequest | undefined {
  const isKnown = {
    by: (device: string) => state.devices.has(device),
    user: (user: string) => state.users.has(user),
    greeter: (user: string) => state.users.has(user),
    token: (token: string) => state.invitations.some((one) => one.token === token),
  };
  for (const [field, isThere] of Object.entries(isKnown)) {
    const value = Object(call)[field];
    const isNew = call.cmd === 'user_create' && field === 'user';
    if (value !== undefined && !isNew && !isThere(value)) return undefined;
  }
  const by: Caller = 'by' in call && call.by !== undefined ? callerOf(call.by) : NOBODY;
  switch (call.cmd) {
    case 'user_create': {
      const { cmd, user, email, profile } = call;
      return { cmd, by, at: dateOf(call, state, now), user, device: `${user}-laptop`, email, profile };
    }
    case 'device_create':
      return { cmd: call.cmd, by, at: dateOf(call, state, now), device: call.device };
    case 'user_update':
      return { cmd: call.cmd, by, at: dateOf(call, state, now), user: call.user, profile: call.profile };
    case 'user_revoke': {
      const { cmd, user } = call;
      return { cmd, by, at: dateOf(call, state, now), user, email: state.users.get(user)?.email ?? '' };
    }
    case 'greeting_start':
    case 'greeting_step':
    case 'greeting_cancel':
      return greetingRequest(call, state);
    default:
      return 'by' in call ? ({ ...call, by } as InvitationCall) : call;
  }
}

const NOBODY: Caller = { device: '', user: '' };

/** A device and its user. */
export const callerOf = (device: string): Caller => ({ device, user: ownerOf(device) });

function dateOf({ dated }: CertificateStoryCall, state: OrganizationState, now: number): number {
  if (dated === undefined) return now;
  return lastDate(state) - (dated === 'last' ? 0 : 1);
}

function greetingRequest(
  { cmd, by, token, greeter, attempt, ...action }: GreetingStoryCall,
  state: OrganizationState,
): GreetingCall | undefined {
  const role = by === undefined ? 'claimer' : 'greeter';
  const move = cmd.slice('greeting_'.length) as GreetingCall['move'];
  const names = state.greetings.get(`${token} ${greeter}`)?.names ?? [];
  if (attempt !== undefined && attempt > names.length) return undefined;
  const suffix = {
    start: 'start_greeting_attempt',
    step: 'step',
    cancel: 'cancel_greeting_attempt',
  } as const;
  return {
    cmd: `invite_${role}_${suffix[move]}`,
    ...(by === undefined ? {} : { by: callerOf(by) }),
    ...{ token, greeter, role, move },
    ...(attempt === undefined ? {} : { attempt: attemptName(attempt, { token, greeter }) }),
    ...action,
  };
}
