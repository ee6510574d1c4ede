import fc from 'fast-check';
import { isBroken } from '../faults/model/answers.ts';
import type { OrganizationRequest } from '../faults/model/calls.ts';
import { inviteeOf } from '../faults/model/calls.ts';
import type { OrganizationState } from '../faults/model/state.ts';
import { emptyOrganization, lastDate } from '../faults/model/state.ts';
import { answerCall } from '../faults/model/transitions/call.ts';
import { inOrganization, requestOf, type StoryCall, type StoryStates } from './story.ts';
import {
  anyCall,
  anyCallWith,
  anyOrganization,
  faultsIn,
  type PlannedFault,
  type Weights,
} from './vocabulary.ts';

/** Number of calls among which the next one is chosen. */
const CANDIDATES = 16;

/** Shares of the calls that break a rule, and that get one of two refusals, in %. */
const BROKEN_PERCENT = 35;
const TWICE_BROKEN_PERCENT = 6;

/**
 * Counts how often each situation was tried. Rare situations are preferred, because drawn values
 * alone would repeat the common ones. Half of the near misses are planned: the fault that was planned least.
 */
export type Counts = Map<string, number>;

/**
 * Chooses the next call of a life, in one of its organizations: of several random calls, the one whose situation was tried least.
 * Most calls are valid, and the others break one rule if possible.
 *
 * @param seed - determines the candidates
 * @param previous - the call before it
 */
export function nextCall(
  states: StoryStates,
  frequency: Weights,
  seed: number,
  counts: Counts,
  previous: StoryCall | undefined,
): StoryCall | undefined {
  const percent = Math.abs(seed) % 100;
  const refusals = percent >= BROKEN_PERCENT ? 0 : percent >= TWICE_BROKEN_PERCENT ? 1 : 2;
  const [name = 'first'] = fc.sample(anyOrganization(states, frequency), { seed, numRuns: 1 });
  const state = states.get(name) ?? emptyOrganization;
  const others = [...states].filter(([other]) => other !== name).map(([, one]) => one);
  const strangers = new Set(others.flatMap(({ devices }) => [...devices.keys()]));
  const candidatesAmong = (calls: fc.Arbitrary<StoryCall>) =>
    fc.sample(calls, { seed, numRuns: CANDIDATES }).flatMap((call) => {
      const request = requestOf(call, state, lastDate(state) + 1, strangers);
      if (request === undefined) return [];
      const broken = answerCall(state, request).rules.filter(isBroken);
      return [{ call, request, broken, refusals: new Set(broken.map(([, , status]) => status)).size }];
    });
  const isPlanned = refusals === 1 && seed % 2 === 0;
  const fault = isPlanned ? leastTried(faultsIn(state), counts, seed) : undefined;
  if (fault !== undefined) counts.set(nameOf(fault), (counts.get(nameOf(fault)) ?? 0) + 1);
  const planned = fault === undefined ? [] : candidatesAmong(anyCallWith(state, fault));
  const one = planned.filter((candidate) => candidate.refusals === 1);
  const candidates = one.length > 0 ? one : candidatesAmong(anyCall(state, frequency, [...strangers]));
  const preferred = candidates.filter((candidate) => candidate.refusals === refusals);
  const [best] = (preferred.length === 0 ? candidates : preferred)
    .map(({ call, request, broken }) => {
      const situations = situationsOf(state, request, broken.map(([rule]) => rule).join(), previous);
      return { call, situations, novelty: noveltyOf(situations, counts) };
    })
    .sort((a, b) => b.novelty - a.novelty);
  for (const one of best?.situations ?? []) counts.set(one, (counts.get(one) ?? 0) + 1);
  return best && inOrganization(best.call, name);
}

const nameOf = ({ cmd, part }: PlannedFault): string => `${cmd} with ${JSON.stringify(part)}`;

/** One of the faults that were planned least often. `seed` determines which. */
function leastTried(faults: readonly PlannedFault[], counts: Counts, seed: number): PlannedFault | undefined {
  const countOf = (fault: PlannedFault) => counts.get(nameOf(fault)) ?? 0;
  const least = Math.min(...faults.map(countOf));
  const rarest = faults.filter((fault) => countOf(fault) === least);
  return rarest[(Math.abs(seed) >>> 8) % rarest.length];
}

/** The first situation, a command and its broken rules, counts as much as all others together. */
const noveltyOf = (situations: readonly string[], counts: Counts): number =>
  situations.reduce(
    (sum, one, index) => sum + (index === 0 ? situations.length : 1) / (1 + (counts.get(one) ?? 0)),
    0,
  );

/**
 * Names of the situations of a call: the rule that it breaks, with the profile of the caller, the
 * subject, the number of the device or invitation, and the call before it.
 */
function situationsOf(
  state: OrganizationState,
  request: OrganizationRequest,
  broken: string,
  previous: StoryCall | undefined,
): readonly string[] {
  const what = `${request.cmd}: ${broken}`;
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
    `${what} after ${previous?.cmd}`,
  ];
}
