import type { RequirementId } from '@parsec-spec/spec/requirements';
import { ownerOf, type StoryCall } from '@parsec-spec/spec/stories';
import fc from 'fast-check';
import { isBroken, type Rule } from '../model/answers.ts';
import type { OrganizationRequest } from '../model/calls.ts';
import type { OrganizationState } from '../model/state.ts';
import { emptyOrganization, lastDate } from '../model/state.ts';
import { answerCall } from '../model/transitions/answer-call.ts';
import { ADMISSION } from './admission.ts';
import { anyCall, anyOrganization } from './any-call.ts';
import type { Weights } from './any-weights.ts';
import { callsOf, listedCommands } from './listed-calls.ts';
import { isOfFewCommands, type Kinds, malformationsOf } from './malformed-requests.ts';
import {
  changesBySubject,
  changesIn,
  followsChange,
  inOrderOfChange,
  type PastChanges,
} from './past-changes.ts';
import { anyCallWith, mistakesIn, nameOfMistake, type PlannedMistake } from './planned-mistake.ts';
import { repeatsOf } from './repeated-changes.ts';
import { count, leastTried, rarest, type SituationCounts } from './situation-counts.ts';
import { situationsOf } from './situations.ts';
import { requestOf } from './story-requests.ts';
import { inOrganization, type StoryStates } from './story-states.ts';

/**
 * Chooses the next call of a life, in one of its organizations: of several random calls, the one whose
 * situation was tried least.
 * Most calls are valid, and the others break one rule if possible.
 *
 * @param seed - determines the candidates
 * @param size - number of users below which more are enrolled
 * @param past - the calls so far that changed something
 * @param kinds - the kinds of the fields of each command
 */
export function nextCall(
  states: StoryStates,
  frequency: Weights,
  size: number,
  seed: number,
  counts: SituationCounts,
  past: PastChanges,
  kinds: Kinds,
): StoryCall | undefined {
  const [name = 'first'] = fc.sample(anyOrganization(states, frequency), { seed, numRuns: 1 });
  const here = changesIn(past, name);
  const state = inOrderOfChange(states.get(name) ?? emptyOrganization, here);
  const hasFounder = state.phase === 'bootstrapped';
  const percent = Math.abs(seed) % 100;
  const brokenPercent = hasFounder ? BROKEN_PERCENT : BROKEN_BEFORE_BOOTSTRAP_PERCENT;
  const refusals = percent >= brokenPercent ? 0 : percent >= TWICE_BROKEN_PERCENT ? 1 : 2;
  const others = [...states].filter(([other]) => other !== name).map(([, one]) => one);
  const strangers = new Set(others.flatMap(({ devices }) => [...devices.keys()]));
  const candidatesAmong = (calls: fc.Arbitrary<StoryCall> | readonly StoryCall[]) =>
    ('length' in calls ? calls : fc.sample(calls, { seed, numRuns: CANDIDATES })).flatMap((call) => {
      const request = requestOf(call, state, lastDate(state) + 1, strangers);
      if (request === undefined) return [];
      const broken = answerCall(state, request).rules.filter(isBroken);
      // A rule may allow several statuses, and several rules may have one.
      const distinct = (part: 0 | 2) => new Set(broken.map((rule) => rule[part])).size;
      return [{ call, request, broken, refusals: Math.min(distinct(0), distinct(2)) }];
    });
  const unlocking = hasFounder && (Math.abs(seed) >>> 7) % 2 === 0 ? unlockingCall(state, seed) : undefined;
  if (unlocking !== undefined) return inOrganization(unlocking, name);
  const isListening =
    refusals === 0 && frequency.streams > 0 && (Math.abs(seed) >>> 15) % LISTENING_EVERY === 0;
  const listening = hasFounder && isListening ? listeningCall(state, seed) : undefined;
  if (listening !== undefined) return inOrganization(listening, name);
  const isRepeated = (Math.abs(seed) >>> 13) % REPEATED_EVERY === 0;
  const repeated = isRepeated
    ? candidatesAmong(repeatsOf(here, state, Math.abs(seed) >>> 16)).filter(
        (candidate) => candidate.refusals === refusals,
      )
    : [];
  const isPlanned = refusals === 1 && (!hasFounder || seed % NEAR_MISS_EVERY === 0);
  const certificate = here.findLast(({ cmd }) => CERTIFICATE_CALLS.test(cmd))?.cmd;
  const nameOf = (one: PlannedMistake) => nameOfMistake(one, certificate);
  const mistake = isPlanned ? leastTried(mistakesIn(state), nameOf, counts) : undefined;
  const settlement =
    refusals === 0 && hasFounder && seed % 3 === 0 ? settlementOf(state, size, seed) : undefined;
  const planned =
    repeated.length > 0
      ? repeated
      : mistake !== undefined || settlement !== undefined
        ? candidatesAmong(anyCallWith(state, mistake ?? settlement ?? ENROLMENT))
        : hasFounder && (refusals === 1 || (refusals === 0 && Math.abs(seed) % LISTED_EVERY === 1))
          ? candidatesAmong(listedCalls(state, seed))
          : [];
  const one = planned.filter((candidate) => candidate.refusals === refusals);
  if (mistake !== undefined && repeated.length === 0 && one.length > 0) count(counts, [nameOf(mistake)]);
  const candidates = one.length > 0 ? one : candidatesAmong(anyCall(state, frequency, [...strangers]));
  const suitable = candidates.filter((candidate) => candidate.refusals === refusals);
  const following = suitable.filter(({ call }) => followsChange(call, here));
  const isFollowing = (Math.abs(seed) >>> 5) % FOLLOWING_EVERY === 0 && following.length > 0;
  const preferred = isFollowing ? following : suitable;
  const before = { changes: changesBySubject(here), latest: here.at(-1)?.cmd };
  const best = rarest(
    everyNth(preferred.length === 0 ? candidates : preferred, seed).map(({ call, request, broken }) => ({
      call,
      names: situationsOf(state, request, broken, before),
    })),
    counts,
  );
  if (best === undefined) return undefined;
  const isMalformed = refusals < 2 && (Math.abs(seed) >>> 9) % 100 < MALFORMED_PERCENT;
  // Of a call that is refused anyway, only what precedes or follows the refusal of its caller.
  const malformable = refusals === 0 ? preferred : preferred.filter(({ broken }) => isOfCaller(broken));
  const malformed = isMalformed
    ? rarest(malformable.slice(0, MAX_MALFORMED).flatMap(malformedCalls(kinds)), counts)
    : undefined;
  const { call, names } = malformed ?? best;
  count(counts, names);
  const isMailed = malformed === undefined && (Math.abs(seed) >>> 11) % MAILED_EVERY === 0;
  return inOrganization(isMailed ? withMail(call) : call, name);
}

/** Number of calls among which the next one is chosen. */
const CANDIDATES = 16;

/** Largest number of listed calls of one command among which the next one is chosen. */
const MAX_LISTED = 120;

/** Shares of the calls that break a rule, and that get one of two refusals, in %. */
const BROKEN_PERCENT = 35;
const TWICE_BROKEN_PERCENT = 6;

/** The first share where there is no founder, because a bootstrap has many mistakes and ends that state. */
const BROKEN_BEFORE_BOOTSTRAP_PERCENT = 60;

/** Largest number of calls whose malformed forms are compared. */
const MAX_MALFORMED = 6;

/** One in so many calls that break one rule is a near miss. */
const NEAR_MISS_EVERY = 3;

/**
 * A third of the valid calls add a user or, in an organization with fewer further devices, a device; later
 * they change a profile, which few random calls may.
 */
const FEW_FURTHER_DEVICES = 2;

/** One in so many calls is by or about what was changed last, if possible. */
const FOLLOWING_EVERY = 2;

const ENROLMENT: PlannedMistake = { cmd: 'user_create', part: {} };
const ADDITION: PlannedMistake = { cmd: 'device_create', part: {} };
const CHANGE: PlannedMistake = { cmd: 'user_update', part: {} };

/** One in so many valid calls is chosen among all calls of a command, and not among random ones. */
const LISTED_EVERY = 4;

/** One in so many calls repeats an earlier change, if possible. */
const REPEATED_EVERY = 5;

/** One in so many valid calls opens an event stream, until as many are open. */
const LISTENING_EVERY = 4;
const MAX_OPEN_STREAMS = 2;

/** One in so many invitations asks for a mail. */
const MAILED_EVERY = 2;

/** Largest number of suitable calls whose situations are compared. */
const MAX_COMPARED = 24;

/** Share of the valid calls that are malformed instead, in %. */
const MALFORMED_PERCENT = 15;

const withMail = (call: StoryCall): StoryCall =>
  call.cmd === 'invite_new_user' || call.cmd === 'invite_new_device' ? { ...call, mail: true } : call;

/** Of several calls of a life the one whose situation was tried least. */
export function leastTriedCall(
  calls: readonly StoryCall[],
  states: StoryStates,
  past: PastChanges,
  counts: SituationCounts,
): StoryCall | undefined {
  const candidates = calls.flatMap((call) => {
    const name = call.in ?? 'first';
    const state = states.get(name) ?? emptyOrganization;
    const request = requestOf(call, state, lastDate(state) + 1);
    if (request === undefined) return [];
    const here = changesIn(past, name);
    const before = { changes: changesBySubject(here), latest: here.at(-1)?.cmd };
    const { rules } = answerCall(state, request);
    return [{ call, names: situationsOf(state, request, rules, before) }];
  });
  const best = rarest(candidates, counts);
  if (best !== undefined) count(counts, best.names);
  return best?.call;
}

/** A call that ends an expiry, or accepts terms, because both stop everything else. */
function unlockingCall(
  { expired, tos, devices, users }: OrganizationState,
  seed: number,
): StoryCall | undefined {
  if (expired) return { cmd: 'organization_unexpire' };
  const waiting = [...devices].filter(([, name]) => {
    const user = users.get(name);
    return tos !== null && user?.revoked === false && !user.frozen && !tos.acceptedBy.includes(name);
  });
  const [by] = waiting[Math.abs(seed) % Math.max(1, waiting.length)] ?? [];
  return by === undefined || tos === null ? undefined : { cmd: 'tos_accept', by, terms: tos.number };
}

/** A call that opens an event stream, or a closed one again, because streams show what others do. */
function listeningCall(state: OrganizationState, seed: number): StoryCall | undefined {
  const { devices, users, streams, expired, tos } = state;
  const open = [...streams].filter(([, isOpen]) => isOpen).map(([name]) => name.replace(/ .*/, ''));
  const ready = [...devices.keys()].filter((device) => {
    const owner = ownerOf(device);
    const user = users.get(owner);
    const isAdmitted = user?.revoked === false && !user.frozen && !expired;
    return isAdmitted && tos?.acceptedBy.includes(owner) !== false && !open.includes(device);
  });
  const by = ready[(Math.abs(seed) >>> 17) % Math.max(1, ready.length)];
  if (by === undefined || open.length >= MAX_OPEN_STREAMS) return undefined;
  const isClosed = streams.get(`${by} 1`) === false;
  return { cmd: isClosed ? 'stream_resume' : 'stream_open', by, stream: 1 };
}

/** Calls that add certificates. */
const CERTIFICATE_CALLS = /^(user_(create|update|revoke)|device_create)$/;

/** At most so many items as situations are compared of, from all parts of the list. */
function everyNth<T>(items: readonly T[], seed: number): readonly T[] {
  const stride = Math.ceil(items.length / MAX_COMPARED);
  return items.filter((_, index) => index % stride === (Math.abs(seed) >>> 4) % stride);
}

/** The addition that an organization needs so that calls can combine, or a change. */
function settlementOf({ users, devices }: OrganizationState, size: number, seed: number): PlannedMistake {
  if (users.size < size) return ENROLMENT;
  const isFew = devices.size < users.size + FEW_FURTHER_DEVICES;
  return isFew && (Math.abs(seed) >>> 6) % 2 === 0 ? ADDITION : CHANGE;
}

/** Calls of one command in a state. `seed` determines which command, and which calls if there are many. */
function listedCalls(state: OrganizationState, seed: number): readonly StoryCall[] {
  const number = Math.abs(seed) >>> 3;
  const all = callsOf(listedCommands[number % listedCommands.length] ?? 'user_create', state);
  const stride = Math.ceil(all.length / MAX_LISTED);
  return all.filter((_, index) => index % stride === (number >>> 8) % stride);
}

/** Mistakes in tokens that have a place in the order of refusals. */
const ORDERED_MISTAKES: readonly RequirementId[] = [
  'authentication/signature-verifies',
  'authentication/not-too-early',
  'authentication/not-too-late',
];

/** Whether a device is refused that is revoked, frozen and so on. */
const isOfCaller = (broken: readonly Rule[]): boolean =>
  broken.length > 0 && broken.every(([, , status]) => ADMISSION.includes(status));

/** A call, its request, and the rules that it breaks. */
interface Candidate {
  readonly call: StoryCall;
  readonly request: OrganizationRequest;
  readonly broken: readonly Rule[];
}

/** The ways in which a call can be malformed, each with its names as a situation. */
const malformedCalls =
  (kinds: Kinds) =>
  ({ call, request, broken }: Candidate) =>
    // The first two are no request of their own. The mistakes of a freeze rest on the id.
    call.cmd === 'greeting_run' || call.cmd === 'stream_close' || 'byAddress' in call
      ? []
      : malformationsOf(request, kinds).flatMap((malformed) => {
          const { rule, what } = malformed;
          const [refused] = broken;
          if (refused !== undefined && !ORDERED_MISTAKES.includes(rule)) return [];
          const names =
            refused === undefined
              ? [rule, `${rule} ${what}`, `${request.cmd} ${rule}`]
              : [`${rule} and ${refused[0]}`, `${request.cmd} ${rule} and ${refused[0]}`];
          // A rule of few commands has few occasions.
          if (isOfFewCommands(malformed)) names.push(`${rule} of ${request.cmd}`);
          return [{ call: { ...call, malformed }, names }];
        });
