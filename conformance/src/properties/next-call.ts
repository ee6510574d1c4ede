import fc from 'fast-check';
import { isBroken } from '../faults/model/answers.ts';
import type { OrganizationRequest } from '../faults/model/calls.ts';
import { inviteeOf } from '../faults/model/calls.ts';
import type { OrganizationState } from '../faults/model/state.ts';
import { emptyOrganization, lastDate } from '../faults/model/state.ts';
import { answerCall } from '../faults/model/transitions/call.ts';
import { anyCall, anyOrganization } from './any-call.ts';
import type { Weights } from './any-weights.ts';
import { callsOf, listedCommands } from './calls-of-command.ts';
import { type Kinds, malformationsOf } from './malformed-requests.ts';
import {
  changesBySubject,
  followsChange,
  inOrderOfChange,
  ORGANIZATION,
  type Past,
  pastIn,
} from './order-of-change.ts';
import { anyCallWith, mistakesIn, type PlannedMistake } from './planned-mistake.ts';
import { requestOf } from './requests-of-story.ts';
import { inOrganization, type StoryCall, type StoryStates } from './story.ts';

/** Number of calls among which the next one is chosen. */
const CANDIDATES = 16;

/** Largest number of listed calls of one command among which the next one is chosen. */
const MAX_LISTED = 120;

/** Shares of the calls that break a rule, and that get one of two refusals, in %. */
const BROKEN_PERCENT = 35;
const TWICE_BROKEN_PERCENT = 6;

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

/** Share of the valid calls that are malformed instead, in %. */
const MALFORMED_PERCENT = 15;

/**
 * How often each situation was tried. Rare situations are preferred, because drawn values alone would
 * repeat the common ones.
 */
export interface Counts {
  readonly times: Map<string, number>;
  /** Which of several situations that were tried equally often comes first, from 0 to 1. */
  readonly offset: number;
}

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
  counts: Counts,
  past: Past,
  kinds: Kinds,
): StoryCall | undefined {
  const percent = Math.abs(seed) % 100;
  const refusals = percent >= BROKEN_PERCENT ? 0 : percent >= TWICE_BROKEN_PERCENT ? 1 : 2;
  const [name = 'first'] = fc.sample(anyOrganization(states, frequency), { seed, numRuns: 1 });
  const here = pastIn(past, name);
  const state = inOrderOfChange(states.get(name) ?? emptyOrganization, here);
  const others = [...states].filter(([other]) => other !== name).map(([, one]) => one);
  const strangers = new Set(others.flatMap(({ devices }) => [...devices.keys()]));
  const candidatesAmong = (calls: fc.Arbitrary<StoryCall> | readonly StoryCall[]) =>
    ('length' in calls ? calls : fc.sample(calls, { seed, numRuns: CANDIDATES })).flatMap((call) => {
      const request = requestOf(call, state, lastDate(state) + 1, strangers);
      if (request === undefined) return [];
      const broken = answerCall(state, request).rules.filter(isBroken);
      // A rule may allow several statuses, and several rules may have one.
      const count = (part: 0 | 2) => new Set(broken.map((rule) => rule[part])).size;
      return [{ call, request, broken, refusals: Math.min(count(0), count(2)) }];
    });
  const isBorn = state.birth === 'bootstrapped';
  const unlocking = isBorn && (Math.abs(seed) >>> 7) % 2 === 0 ? unlockingCall(state, seed) : undefined;
  if (unlocking !== undefined) return inOrganization(unlocking, name);
  const isPlanned = refusals === 1 && (!isBorn || seed % NEAR_MISS_EVERY === 0);
  const mistake = isPlanned ? leastTried(mistakesIn(state), counts) : undefined;
  const settlement = refusals === 0 && isBorn && seed % 3 === 0 ? settlementOf(state, size) : undefined;
  const planned =
    mistake !== undefined || settlement !== undefined
      ? candidatesAmong(anyCallWith(state, mistake ?? settlement ?? ENROLMENT))
      : isBorn && (refusals === 1 || (refusals === 0 && Math.abs(seed) % LISTED_EVERY === 1))
        ? candidatesAmong(listedCalls(state, seed))
        : [];
  const one = planned.filter((candidate) => candidate.refusals === refusals);
  if (mistake !== undefined && one.length > 0) count(counts, [nameOf(mistake)]);
  const candidates = one.length > 0 ? one : candidatesAmong(anyCall(state, frequency, [...strangers]));
  const suitable = candidates.filter((candidate) => candidate.refusals === refusals);
  const following = suitable.filter(({ call }) => followsChange(call, here));
  const isFollowing = (Math.abs(seed) >>> 5) % FOLLOWING_EVERY === 0 && following.length > 0;
  const preferred = isFollowing ? following : suitable;
  const changes = changesBySubject(here);
  const latest = here.at(-1)?.cmd;
  const best = rarest(
    (preferred.length === 0 ? candidates : preferred).map(({ call, request, broken }) => ({
      call,
      names: situationsOf(state, request, broken.map(([rule]) => rule).join(), changes, latest),
    })),
    counts,
  );
  if (best === undefined) return undefined;
  const isMalformed = refusals === 0 && (Math.abs(seed) >>> 9) % 100 < MALFORMED_PERCENT;
  const malformed = isMalformed
    ? rarest(preferred.slice(0, MAX_MALFORMED).flatMap(malformedCalls(kinds)), counts)
    : undefined;
  const { call, names } = malformed ?? best;
  count(counts, names);
  return inOrganization(call, name);
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

/** The addition that an organization needs so that calls can combine, or a change. */
function settlementOf({ users, devices }: OrganizationState, size: number): PlannedMistake {
  if (users.size < size) return ENROLMENT;
  return devices.size < users.size + FEW_FURTHER_DEVICES ? ADDITION : CHANGE;
}

/** Calls of one command in a state. `seed` determines which command, and which calls if there are many. */
function listedCalls(state: OrganizationState, seed: number): readonly StoryCall[] {
  const number = Math.abs(seed) >>> 3;
  const all = callsOf(listedCommands[number % listedCommands.length] ?? 'user_create', state);
  const stride = Math.ceil(all.length / MAX_LISTED);
  return all.filter((_, index) => index % stride === (number >>> 8) % stride);
}

/** The ways in which a call can be malformed, each with its names as a situation. */
const malformedCalls =
  (kinds: Kinds) =>
  ({ call, request }: { readonly call: StoryCall; readonly request: OrganizationRequest }) =>
    // The first two are no request of their own. The mistakes of a freeze rest on the id.
    call.cmd === 'greeting_run' || call.cmd === 'stream_close' || 'byAddress' in call
      ? []
      : malformationsOf(request, kinds).map((malformed) => {
          const { rule, what } = malformed;
          const names = [rule, `${rule} ${what}`, `${request.cmd} ${rule}`];
          return { call: { ...call, malformed }, names };
        });

/** The call whose situation was tried least. */
function rarest<Candidate extends { readonly names: readonly string[] }>(
  candidates: readonly Candidate[],
  counts: Counts,
): Candidate | undefined {
  const inTurn = rotated(candidates, counts);
  const novelty = inTurn.map(({ names }) => noveltyOf(names, counts));
  return inTurn[novelty.indexOf(Math.max(...novelty))];
}

/** The items, those first whose turn it is. */
function rotated<T>(items: readonly T[], { offset }: Counts): readonly T[] {
  const first = Math.floor(offset * items.length);
  return [...items.slice(first), ...items.slice(0, first)];
}

const timesOf = ({ times }: Counts, name: string): number => times.get(name) ?? 0;

function count(counts: Counts, names: readonly string[]): void {
  for (const name of names) counts.times.set(name, timesOf(counts, name) + 1);
}

/** The end of the name of a call that breaks no rule. */
const VALID = ': nothing';

const nameOf = ({ cmd, part }: PlannedMistake): string => `${cmd} with ${JSON.stringify(part)}`;

/** The mistake that was planned least often. */
function leastTried(mistakes: readonly PlannedMistake[], counts: Counts): PlannedMistake | undefined {
  const inTurn = rotated(mistakes, counts);
  const planned = inTurn.map((mistake) => timesOf(counts, nameOf(mistake)));
  return inTurn[planned.indexOf(Math.min(...planned))];
}

/**
 * The first situation, a command and its broken rules, counts as much as all others together. Valid calls
 * are as frequent as their weights say: else most of them would be reads.
 */
function noveltyOf(situations: readonly string[], counts: Counts): number {
  const first = situations[0]?.endsWith(VALID) === true ? 0 : situations.length;
  return situations.reduce(
    (sum, one, index) => sum + (index === 0 ? first : 1) / (1 + timesOf(counts, one)),
    0,
  );
}

/**
 * Names of the situations of a call: the rule that it breaks, with the profile of the caller, the
 * subject, the number of the device or invitation, what happened to them before, and the latest change.
 */
function situationsOf(
  state: OrganizationState,
  request: OrganizationRequest,
  broken: string,
  changes: ReturnType<typeof changesBySubject>,
  latest: string | undefined,
): readonly string[] {
  const what = `${request.cmd}${broken === '' ? VALID : `: ${broken}`}`;
  const by = 'by' in request ? request.by : undefined;
  const author = state.users.get(by?.user ?? '');
  const isFirst = by === undefined || by.device.endsWith('-laptop');
  const subject = 'user' in request ? state.users.get(request.user) : undefined;
  const token = 'token' in request ? request.token : undefined;
  const invitation = state.invitations.find((one) => one.token === token);
  const earlier = state.invitations.filter((one) => one.about === (token && inviteeOf(token))).length;
  return [
    what,
    `${what} by ${author?.profile} ${isFirst ? 'first' : 'further'} device`,
    `${what} about ${subject?.profile} ${subject?.revoked} ${subject?.frozen}`,
    `${what} on ${invitation?.type} ${invitation?.status} ${Math.min(3, earlier)}`,
    `${what} with ${'profile' in request ? request.profile : ''} ${'step' in request ? request.step : ''}`,
    `${what} after ${latest}`,
    `${what} by one after ${changes.get(by?.user ?? '')}`,
    `${what} about one after ${changes.get('user' in request ? request.user : '')}`,
    `${what} on one after ${changes.get(token ?? ('email' in request ? (request.email ?? '') : ''))}`,
    `${what} in one after ${changes.get(ORGANIZATION)}`,
  ];
}
