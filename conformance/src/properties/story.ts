import {
  type Caller,
  FOREIGN_TOKEN,
  type GreetingCall,
  type InvitationCall,
  type Mistake,
  type OrganizationRequest,
  type Profile,
  type SettingsUpdate,
  UNKNOWN_TOKEN,
} from '../faults/model/calls.ts';
import type { Variant } from '../faults/model/greeting-model.ts';
import { lastDate, type OrganizationState, ownerOfAddress } from '../faults/model/state.ts';
import type { Malformation } from './malformations.ts';
import { mistakeOf as mistakeOfRequest } from './malformed-requests.ts';
import { type NearMiss, nearMisses } from './near-misses.ts';

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
 * One call of a story. `in`: the organization, by default the first one, which Alice founded. `by` is the label of the calling device, such as `alice-laptop`. Tokens have
 * names such as `zoe@example.com#1`, and attempts are numbered from 1 within their greeting.
 */
export type StoryCall = {
  readonly in?: OrganizationName;
  /** A mistake of the request (malformations.ts). */
  readonly malformed?: Malformation;
} & (
  | CertificateStoryCall
  | { readonly cmd: 'organization_create'; readonly limit: number | null }
  | BootstrapStoryCall
  | { readonly cmd: 'organization_status' | 'user_list' | 'organization_stats' }
  | { readonly cmd: 'invite_new_user'; readonly by: string; readonly email: string }
  | { readonly cmd: 'invite_new_device'; readonly by: string }
  | { readonly cmd: 'invite_cancel' | 'invite_complete'; readonly by: string; readonly token: string }
  | { readonly cmd: 'invite_list' | 'organization_info' | 'list_frozen_users'; readonly by: string }
  /**
   * `after`: only certificates later than the one with this number, from 1. `noSequester`: only sequester
   * certificates later than that of the authority.
   */
  | {
      readonly cmd: 'certificate_get';
      readonly by: string;
      readonly after?: number;
      readonly noSequester?: true;
    }
  /**
   * `stream`: the number of the event stream among those of the device. `stream_resume` opens it again
   * after the last event that it received.
   */
  | {
      readonly cmd: 'stream_open' | 'stream_close' | 'stream_resume';
      readonly by: string;
      readonly stream: number;
    }
  | { readonly cmd: 'tos_get'; readonly by: string }
  /** `terms`: their number, in the order of publication from 1. `early`: their date less 1 µs. */
  | { readonly cmd: 'tos_accept'; readonly by: string; readonly terms: number; readonly early?: true }
  | { readonly cmd: 'invite_info'; readonly token: string }
  | GreetingStoryCall
  | GreetingRun
  /** `byAddress`: names the user by address. If a revoked user had it, another user may have it now. */
  | { readonly cmd: 'user_freeze' | 'user_unfreeze'; readonly user: string; readonly byAddress?: true }
  | { readonly cmd: 'organization_expire' | 'organization_unexpire' }
  | { readonly cmd: 'organization_publish_terms' | 'organization_remove_terms' }
  | { readonly cmd: 'organization_limit'; readonly limit: number | null }
  | SettingsUpdate
);

/**
 * An organization of a story that no call has created yet. The name of `twin` differs from that of the
 * first organization by case only.
 */
export type OrganizationName = 'second' | 'twin';

/** The states of the organizations of a story, the first one first. */
export type StoryStates = ReadonlyMap<OrganizationName | 'first', OrganizationState>;

/** The call in this organization. */
export const inOrganization = (call: StoryCall, name: OrganizationName | 'first'): StoryCall =>
  name === 'first' ? call : { ...call, in: name };

/**
 * A bootstrap by `user`. `link`: the number of the bootstrap token, from 1 in the order of the
 * creations; null for nil; `foreign` for one of another organization.
 */
export interface BootstrapStoryCall {
  readonly cmd: 'organization_bootstrap';
  readonly user: string;
  readonly link: number | null | 'foreign';
  readonly sequestered?: true;
  /** Name of a near miss (near-misses.ts). */
  readonly fault?: string;
}

/**
 * A call that adds certificates. `dated`: their timestamp, by default now; `last` is that of the last
 * common certificate, and `before-last` 1 µs earlier. `fault`: name of a near miss (near-misses.ts).
 */
export type CertificateStoryCall = {
  readonly by: string;
  readonly dated?: 'last' | 'before-last';
  readonly fault?: string;
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

/** Both sides join an attempt, if they have not, and submit all halves up to a step. */
export interface GreetingRun {
  readonly cmd: 'greeting_run';
  /** The device of the greeter. */
  readonly by: string;
  readonly token: string;
  readonly greeter: string;
  readonly step: number;
}

/** The address of a person without another one. */
export const emailOf = (name: string): string => `${name}@example.com`;

/** The name of a user, and the number of a greeting attempt, that do not exist. */
export const NOBODY = 'nobody';
export const UNKNOWN_ATTEMPT = 99;

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
 * @param strangers - devices of other organizations, which may call
 */
export function requestOf(
  { malformed: malformation, ...call }: StoryCall,
  state: OrganizationState,
  now: number,
  strangers: ReadonlySet<string> = new Set(),
): OrganizationRequest | undefined {
  const request = wellFormed(call, state, now, strangers);
  const malformed = malformation && mistakeOfRequest(malformation);
  return request && malformed ? { ...request, malformed } : request;
}

function wellFormed(
  call: StoryCall,
  state: OrganizationState,
  now: number,
  strangers: ReadonlySet<string>,
): OrganizationRequest | undefined {
  if (!hasSubjects(call, state, strangers)) return undefined;
  const by: Caller = 'by' in call && call.by !== undefined ? callerOf(call.by) : ADMINISTRATION;
  switch (call.cmd) {
    case 'organization_bootstrap': {
      const { cmd, user, link, sequestered: isSequestered = false } = call;
      const founder = callerOf(`${user}-laptop`);
      return { cmd, founder, email: emailOf(user), at: now, link, isSequestered, ...mistakeOf(call) };
    }
    case 'user_create': {
      const { cmd, user, email, profile } = call;
      return { cmd, ...shared(call, state, now), user, device: `${user}-laptop`, email, profile };
    }
    case 'device_create':
      return { cmd: call.cmd, ...shared(call, state, now), device: call.device };
    case 'user_update':
      return { cmd: call.cmd, ...shared(call, state, now), user: call.user, profile: call.profile };
    case 'user_revoke': {
      const { cmd, user } = call;
      return { cmd, ...shared(call, state, now), user, email: state.users.get(user)?.email ?? '' };
    }
    case 'certificate_get': {
      const after = call.after === undefined ? undefined : state.certificates[call.after - 1]?.at;
      const sequesterAfter = call.noSequester === true ? state.certificates[0]?.at : undefined;
      return {
        ...{ cmd: call.cmd, by },
        ...(after === undefined ? {} : { after }),
        ...(sequesterAfter === undefined ? {} : { sequesterAfter }),
      };
    }
    case 'user_freeze':
    case 'user_unfreeze': {
      const { cmd, user, byAddress = false } = call;
      if (!byAddress) return { cmd, user };
      const { email = emailOf(user) } = state.users.get(user) ?? {};
      return { cmd, user: ownerOfAddress(state, email) ?? user, email };
    }
    case 'stream_open':
    case 'stream_close':
    case 'stream_resume': {
      const { stream } = call;
      const resumes = call.cmd === 'stream_resume' ? { resumes: true as const } : {};
      return { cmd: 'events_listen', by, stream, ...resumes };
    }
    case 'greeting_run': {
      const [first] = movesOf(call, state);
      return first && greetingRequest(first, state);
    }
    case 'greeting_start':
    case 'greeting_step':
    case 'greeting_cancel':
      return greetingRequest(call, state);
    default: {
      const { in: _, malformed: __, ...request } = call;
      return 'by' in request ? ({ ...request, by } as InvitationCall) : request;
    }
  }
}

const ADMINISTRATION: Caller = { device: '', user: '' };

/** A device and its user. */
export const callerOf = (device: string): Caller => ({ device, user: ownerOf(device) });

/** Whether the device, the user, the invitation and so on that a call names exist, or are meant not to. */
function hasSubjects(
  call: StoryCall,
  { devices, users, invitations, ...state }: OrganizationState,
  strangers: ReadonlySet<string>,
): boolean {
  const isUser = (user: string) => user === NOBODY || users.has(user) || strangers.has(`${user}-laptop`);
  return (
    (!('by' in call) || call.by === undefined || devices.has(call.by) || strangers.has(call.by)) &&
    (!('user' in call) ||
      call.cmd === 'user_create' ||
      call.cmd === 'organization_bootstrap' ||
      isUser(call.user)) &&
    (!('greeter' in call) || isUser(call.greeter)) &&
    (!('token' in call) ||
      call.token === UNKNOWN_TOKEN ||
      call.token === FOREIGN_TOKEN ||
      invitations.some(({ token }) => token === call.token)) &&
    (!('stream' in call) || state.streams.get(`${call.by} ${call.stream}`) === STREAMS[call.cmd]) &&
    (!('link' in call) || typeof call.link !== 'number' || call.link <= state.links) &&
    (call.cmd !== 'tos_accept' || call.terms <= state.published) &&
    (!('after' in call) || (call.after ?? 0) <= state.certificates.length)
  );
}

/** Whether the stream must be open for a call; undefined: it must be new. */
const STREAMS = { stream_open: undefined, stream_close: true, stream_resume: false } as const;

/** What requests that add certificates have in common. */
function shared(call: CertificateStoryCall, state: OrganizationState, now: number) {
  return { by: callerOf(call.by), at: dateOf(call, state, now), ...mistakeOf(call) };
}

/** The rule that the near miss of a call breaks. */
function mistakeOf(call: StoryCall): { readonly mistake?: Mistake } {
  const nearMiss = nearMissOf(call);
  if (nearMiss === undefined) return {};
  const { requirement, status } = nearMiss;
  return { mistake: { requirement, status } };
}

/** The near miss of a call, if it has one. */
export const nearMissOf = (call: StoryCall): NearMiss | undefined =>
  'fault' in call && call.fault !== undefined ? nearMisses[call.cmd][call.fault] : undefined;

function dateOf({ dated }: CertificateStoryCall, state: OrganizationState, now: number): number {
  if (dated === undefined) return now;
  return lastDate(state) - (dated === 'last' ? 0 : 1);
}

/** The moves of a run that are left in a state, at least one. */
export function movesOf(
  { by, token, greeter, step }: GreetingRun,
  { greetings }: OrganizationState,
): readonly GreetingStoryCall[] {
  const attempts = greetings.get(`${token} ${greeter}`)?.model.attempts ?? [];
  const last = attempts.at(-1);
  const live = last?.cancelled === null ? last : undefined;
  const sides = [{}, { by }] as const;
  const starts = sides
    .filter((side) => live?.joined['by' in side ? 'greeter' : 'claimer'] !== true)
    .map((side): GreetingStoryCall => ({ cmd: 'greeting_start', ...side, token, greeter }));
  const attempt = attempts.length + (live === undefined ? 1 : 0);
  const steps = Array.from({ length: step + 1 }, (_, index) =>
    sides.map(
      (side): GreetingStoryCall => ({
        cmd: 'greeting_step',
        ...side,
        token,
        greeter,
        attempt,
        step: index,
      }),
    ),
  );
  return [...starts, ...steps.flat()];
}

function greetingRequest(
  { cmd, by, token, greeter, attempt, ...action }: GreetingStoryCall,
  state: OrganizationState,
): GreetingCall | undefined {
  const role = by === undefined ? 'claimer' : 'greeter';
  const move = cmd.slice('greeting_'.length) as GreetingCall['move'];
  const names = state.greetings.get(`${token} ${greeter}`)?.names ?? [];
  if (attempt !== undefined && attempt !== UNKNOWN_ATTEMPT && attempt > names.length) return undefined;
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
