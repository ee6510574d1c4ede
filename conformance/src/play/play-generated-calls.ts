import type { StoryCall } from '@parsec-spec/spec/stories';
import type { Status } from '../model/calls.ts';
import { emptyOrganization } from '../model/state.ts';
import type { Weights } from './any-weights.ts';
import type { Life } from './life.ts';
import type { Kinds } from './malformed-requests.ts';
import { leastTriedCall, nextCall } from './next-call.ts';
import { changesIn, inOrderOfChange } from './past-changes.ts';
import { type Choose, closingReads, readsAfter } from './reads.ts';
import type { SituationCounts } from './situation-counts.ts';

/** What determines the calls of a life. */
interface GenerationOptions {
  readonly weights: Weights;
  /** Number of calls without those that show what others changed. */
  readonly length: number;
  /** Calls at the beginning, which make a list long. The others are fewer then. */
  readonly crowd: readonly StoryCall[];
  /** Number of users below which more are enrolled. */
  readonly size: number;
  readonly kinds: Kinds;
  readonly counts: SituationCounts;
  /** Returns the seed of the next call. */
  readonly next: () => number;
  readonly isLeftOut: (call: StoryCall) => boolean;
  readonly isStopped: () => boolean;
}

/** Statuses of calls that took effect. */
const SERVED: readonly Status[] = ['ok', 'not_ready', 200];

/** Largest number of calls after a crowd. */
const MAX_CALLS_OF_CROWD = 10;

/** Calls that change nothing. */
const READS: readonly StoryCall['cmd'][] = [
  ...(['organization_status', 'user_list', 'organization_stats', 'certificate_get'] as const),
  ...(['organization_info', 'list_frozen_users', 'invite_list', 'invite_info', 'tos_get'] as const),
];

/**
 * Makes the generated calls of a life, after each change those that show it, and at the end all reads.
 * Returns what `play` finds first.
 *
 * @param play - makes a call of the life
 */
export async function playGeneratedCalls<Found>(
  life: Pick<Life, 'states' | 'answers' | 'isOver'>,
  play: (call: StoryCall) => Promise<Found | undefined>,
  { weights, length, size, crowd, kinds, counts, next, isLeftOut, isStopped }: GenerationOptions,
): Promise<Found | undefined> {
  const past: StoryCall[] = [];
  const choose: Choose = (calls) => leastTriedCall(calls, life.states, past, counts);
  const playAll = async (calls: readonly StoryCall[]): Promise<Found | undefined> => {
    for (const call of calls) {
      const found = isLeftOut(call) ? undefined : await play(call);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const early = await playAll(crowd);
  if (early !== undefined) return early;
  const most = crowd.length === 0 ? length : Math.min(length, MAX_CALLS_OF_CROWD);
  for (let index = 0; index < most && !isStopped() && !life.isOver; index += 1) {
    const { states } = life;
    const call = nextCall(states, weights, size, next(), counts, past, kinds);
    if (call === undefined || isLeftOut(call)) continue;
    const name = call.in ?? 'first';
    const before = states.get(name) ?? emptyOrganization;
    const earlier = life.answers.length;
    const found = await play(call);
    if (found !== undefined) return found;
    // The reads at the end show what a refused call has changed.
    const [, status = ''] = life.answers[earlier] ?? [];
    const isRepeated = SERVED.includes(status) && !READS.includes(call.cmd);
    if (life.states.get(name) === before && !isRepeated) continue;
    past.push(call);
    const shown = await playAll(readsAfter(call, before, life.states, choose));
    if (shown !== undefined) return shown;
  }
  if (isStopped()) return undefined;
  const last = [...life.states].map(
    ([name, state]) => [name, inOrderOfChange(state, changesIn(past, name))] as const,
  );
  return await playAll(closingReads(new Map(last), choose));
}
