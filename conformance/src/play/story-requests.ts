import {
  type CertificateStoryCall,
  emailOf,
  FOREIGN_TOKEN,
  type GreetingRun,
  type GreetingStoryCall,
  NOBODY,
  ownerOf,
  type StoryCall,
  UNKNOWN_ATTEMPT,
  UNKNOWN_TOKEN,
} from '@parsec-spec/spec/stories';
import type { Caller, GreetingCall, InvitationCall, Mistake, OrganizationRequest } from '../model/calls.ts';
import { lastDate, type OrganizationState, ownerOfAddress } from '../model/state.ts';
import { mistakeOf as mistakeOfRequest } from './malformed-requests.ts';
import type { NearMiss } from './near-miss.ts';
import { nearMisses } from './near-misses.ts';
import { callerOf } from './story-states.ts';

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
  if (isOfForbiddenOutsider(call, state)) return undefined;
  if ('dated' in call && call.dated?.endsWith('last') === true && isLastStale(state, now)) return undefined;
  const by: Caller = 'by' in call && call.by !== undefined ? callerOf(call.by) : ADMINISTRATION;
  switch (call.cmd) {
    case 'organization_bootstrap': {
      const { cmd, user, link, sequestered: isSequestered = false } = call;
      const founder = callerOf(`${user}-laptop`);
      const at = now - (call.dated === undefined ? 0 : BEHIND_US);
      return { cmd, founder, email: emailOf(user), at, link, isSequestered, ...mistakeOf(call) };
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
      'byAddress' in call ||
      isUser(call.user)) &&
    (!('greeter' in call) || isUser(call.greeter)) &&
    // A device that does not exist belongs to its user.
    (call.cmd !== 'device_create' || devices.has(call.device) || ownerOf(call.device) === ownerOf(call.by)) &&
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
  const { requirement, status, also } = nearMiss;
  return { mistake: { requirement, status, ...(also === undefined ? {} : { also }) } };
}

/** The near miss of a call, if it has one. */
export const nearMissOf = (call: StoryCall): NearMiss | undefined =>
  'fault' in call && call.fault !== undefined ? nearMisses[call.cmd][call.fault] : undefined;

/** How long ago a date is that each server accepts, in µs. The window ends at 320 s. */
const BEHIND_US = 310_000_000;

/** How far ahead a date is that each server accepts, in µs. The window ends at 300 s. */
const AHEAD_US = 290_000_000;

function dateOf({ dated }: CertificateStoryCall, state: OrganizationState, now: number): number {
  if (dated === undefined) return now;
  if (dated === 'ahead') return now + AHEAD_US;
  return lastDate(state) + { 'before-last': -1, last: 0, 'after-last': 1 }[dated];
}

/** Whether a call makes an OUTSIDER although the settings allow none, which a server may refuse. */
const isOfForbiddenOutsider = (call: StoryCall, { reported }: OrganizationState): boolean =>
  reported.outsiders === false && 'profile' in call && call.profile === 'OUTSIDER';

/** Whether the date of the last certificate is, or may soon be, outside the window. */
const isLastStale = (state: OrganizationState, now: number): boolean => now - lastDate(state) > 250_000_000;

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
