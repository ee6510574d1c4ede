import type { Story, StoryCall } from '@parsec-spec/spec/stories';
import fc from 'fast-check';
import type { CheckRecord } from '../judge/check-record.ts';
import { Failure } from '../judge/failure.ts';
import type { Status } from '../model/calls.ts';
import { crowdOf, settingsFor } from './any-crowd.ts';
import { anyLength, anySettings, anySize, anyWeights } from './any-weights.ts';
import { type Counterexample, isSame, Unanswered } from './counterexample.ts';
import { drawValue, seedsOf } from './draw-value.ts';
import type { Exploration, ExploreOptions } from './exploration.ts';
import { Life } from './life.ts';
import { loadKinds } from './malformed-requests.ts';
import {
  type Breaches,
  isEmpty,
  isKnown,
  isListed,
  noBreaches,
  PairedLife,
  withKnown,
} from './paired-life.ts';
import { playGeneratedCalls } from './play-generated-calls.ts';
import { readsOfStory } from './reads.ts';
import type { ReplayedStory } from './replayed-story.ts';
import { shrink, simplerSettings } from './shrink.ts';
import type { SituationCounts } from './situation-counts.ts';

/**
 * Number of sequences of lives. The lives of a sequence follow each other, because each prefers what
 * the earlier ones tried least. The number is fixed, so that the lives do not depend on `jobs`.
 */
const LANES = 8;

const DEFAULT_SHRINK_MS = 10_000;

/** How often the smallest story must show a counterexample again. */
const CONFIRMATIONS = 2;

/** While a story is shrunk, what does not come in a part of the usual time counts as missing. */
const SHRINKING_PATIENCE = 0.2;

/** Number of lives without an answer after which exploration ends. */
const MAX_UNANSWERED = 8;

/** A counterexample in a life, and the story up to it. */
interface Found {
  readonly counterexample: Counterexample;
  readonly story: Story;
  readonly number: number;
  readonly record: CheckRecord;
}

/** A life on the target, or on both servers. */
type Played = Pick<Life, 'states' | 'answers' | 'isOver' | 'play'> & { readonly calls: readonly StoryCall[] };

const isAllowed = ({ by }: Counterexample): boolean => by === 'neither';

/**
 * Plays generated lives. After a counterexample its requirement is waived and exploration goes on, so
 * that each defect gives one story.
 *
 * @throws Failure if no organization can be created or bootstrapped
 */
export async function explore(options: ExploreOptions): Promise<Exploration> {
  const { lives, durationMs, stop, jobs } = options;
  const started = performance.now();
  const explorer = new Explorer(options);
  const isOver = (number: number): boolean =>
    stop.aborted ||
    (options.failFast === true && !explorer.exploration.counterexamples.every(isAllowed)) ||
    explorer.exploration.unanswered >= MAX_UNANSWERED ||
    (durationMs === undefined ? number >= lives : performance.now() - started > durationMs);
  const lanes = Array.from({ length: LANES }, (_, lane) => ({
    lane,
    counts: { times: new Map(), offset: lane / LANES },
  }));
  const playLane = async ({ lane, counts }: (typeof lanes)[number]) => {
    for (let number = lane; ; number += LANES) {
      await explorer.shrinking;
      if (isOver(number)) return;
      await explorer.live(number, counts);
    }
  };
  const playLanes = async () => {
    for (let next = lanes.shift(); next !== undefined; next = lanes.shift()) await playLane(next);
  };
  await Promise.all(Array.from({ length: Math.min(LANES, jobs) }, playLanes));
  return explorer.exploration;
}

/**
 * Plays one story without shrinking it, and reads what its changes can be seen in. A counterexample
 * counts if it shows each time that the story is played.
 *
 * @throws Failure if no organization can be created or bootstrapped
 */
export async function replayStory(
  story: ReplayedStory,
  options: Pick<ExploreOptions, 'newJudge' | 'stop' | 'waived'>,
): Promise<Exploration> {
  const waived = new Set([...options.waived, ...story.waived]);
  const explorer = new Explorer({ ...options, waived, seed: '', lives: 1, jobs: 1 });
  await explorer.replay(story);
  return explorer.exploration;
}

class Explorer {
  readonly exploration: Exploration = {
    lives: 0,
    calls: 0,
    answers: new Map(),
    counterexamples: [],
    unconfirmed: [],
    unanswered: 0,
  };
  /** Ends when no story is shrunk. New lives begin after it, because they would slow it down. */
  shrinking: Promise<unknown> = Promise.resolve();
  readonly #options: ExploreOptions;
  /** The known defects, and what was found. */
  #known: Breaches;
  /** Whether an organization was bootstrapped. */
  #isBootstrapped = false;

  constructor(options: ExploreOptions) {
    this.#options = options;
    const { waived, against } = options;
    const waivedAgainst = against?.waived ?? new Set();
    const expected = new Set([...waived, ...waivedAgainst]);
    this.#known = { ...noBreaches, target: waived, against: waivedAgainst, expected };
  }

  /** Plays one life. A counterexample is shrunk and confirmed. */
  async live(number: number, counts: SituationCounts): Promise<void> {
    const found = await this.#play(number, counts);
    if (found === undefined || isKnown(found.counterexample, this.#known)) return;
    const known = this.#known;
    this.#known = withKnown(known, found.counterexample);
    const confirmed = this.#confirm(found, known);
    this.shrinking = Promise.allSettled([this.shrinking, confirmed]);
    await confirmed;
  }

  async #play(number: number, counts: SituationCounts): Promise<Found | undefined> {
    const { seed, stop, isLeftOut = () => false } = this.#options;
    const seeds = seedsOf(`${seed} ${number}`);
    const next = () => seeds.next().value;
    const [drawn, weights, length, size] = drawValue(
      fc.tuple(anySettings, anyWeights, anyLength, anySize),
      next(),
    );
    const crowd = crowdOf(number, next);
    const settings = settingsFor(crowd, drawn);
    const kinds = await loadKinds();
    const { begin, recordOf, end } = this.#prepare(number);
    let life: Played | undefined;
    try {
      const begun = await begin(settings, this.#known);
      life = begun;
      const play = async (call: StoryCall): Promise<Found | undefined> => {
        const counterexample = await begun.play(call);
        const story = { organization: settings, calls: begun.calls };
        return counterexample && { counterexample, story, number, record: recordOf(counterexample) };
      };
      return await playGeneratedCalls(begun, play, {
        ...{ weights, length, size, crowd: crowd.calls, kinds, counts, isLeftOut },
        next,
        isStopped: () => stop.aborted,
      });
    } catch (error) {
      if (!this.#isUnanswered(error)) throw error;
      this.#noteUnanswered(settings, life);
      return undefined;
    } finally {
      this.#count(life);
      await end();
    }
  }

  /** Notes that a life ended because a call was not answered, unless the run was interrupted. */
  #noteUnanswered(organization: Story['organization'], life: Played | undefined): void {
    if (this.#options.stop.aborted) return;
    this.exploration.unanswered += 1;
    if (life !== undefined) this.exploration.unfinished ??= { organization, calls: life.calls };
  }

  /** Plays a story, and again if it contradicts the model. */
  async replay(story: Story): Promise<void> {
    const { exploration } = this;
    const known = this.#known;
    const first = await this.#replay(story, 0, known, { isCounted: true, isClosed: true });
    exploration.skipped = story.calls.length - (first?.made ?? 0);
    let last = first?.shown;
    if (first === undefined || last === undefined) return;
    for (let again = 0; again < CONFIRMATIONS && !this.#options.stop.aborted; again += 1) {
      const shown = (await this.#replay(story, 0, known, { isClosed: true }))?.shown;
      if (this.#options.stop.aborted) break;
      if (shown === undefined || !isSame(shown.counterexample, last.counterexample)) {
        exploration.unconfirmed.push({ requirement: last.counterexample.requirement, life: 0 });
        return;
      }
      last = shown;
    }
    exploration.counterexamples.push({
      ...last.counterexample,
      record: last.record,
      story: { ...story, calls: first.calls },
      waived: [...known.target],
      life: 0,
    });
  }

  /** Makes the judges of a life. `recordOf`: the record of the one that saw a counterexample. */
  #prepare(number: number) {
    const { newJudge, against } = this.#options;
    const one = newJudge(`life ${number}`);
    const other = against?.newJudge(`life ${number}`);
    const begin = async (settings: Story['organization'], known: Breaches, patience = 1): Promise<Played> => {
      const life =
        other === undefined
          ? await Life.begin(one.judge, settings, known.target, patience, one.mailbox)
          : await PairedLife.begin(one.judge, other.judge, settings, known, patience);
      this.#isBootstrapped = true;
      return life;
    };
    return {
      begin,
      recordOf: ({ by }: Counterexample) => (by === 'against' ? (other ?? one) : one).record,
      end: () => Promise.all([one.end(), other?.end()]),
    };
  }

  /** Whether a call was not answered. The first organization must be bootstrapped; a later one may fail. */
  #isUnanswered(error: unknown): boolean {
    const isLate = this.#options.stop.aborted || this.#isBootstrapped;
    return error instanceof Unanswered || (error instanceof Failure && isLate);
  }

  #count(life: Played | undefined): void {
    const { answers } = this.exploration;
    this.exploration.lives += 1;
    this.exploration.calls += life?.answers.length ?? 0;
    for (const [command, status] of life?.answers ?? []) {
      const statuses = answers.get(command) ?? new Map<Status, number>();
      answers.set(command, statuses.set(status, (statuses.get(status) ?? 0) + 1));
    }
  }

  /**
   * Shrinks a story, and plays the smallest one again. If the run is interrupted, the smallest story so
   * far counts.
   */
  async #confirm({ counterexample, story, number, record }: Found, known: Breaches): Promise<void> {
    const { stop, shrinkMs = DEFAULT_SHRINK_MS } = this.#options;
    const { counterexamples, unconfirmed } = this.exploration;
    const seen = new Map([[story.calls, { counterexample, record }]]);
    let { organization } = story;
    const showsWith = async (calls: readonly StoryCall[], allowing: Breaches, patience = 1) => {
      const played = await this.#replay({ organization, calls }, number, allowing, { patience });
      if (played?.shown === undefined || !isSame(played.shown.counterexample, counterexample))
        return undefined;
      seen.set(played.calls, played.shown);
      return played.calls;
    };
    const shows = (calls: readonly StoryCall[]) => showsWith(calls, known, SHRINKING_PATIENCE);
    // It may come from a breach that was found in another life meanwhile.
    if (!isEmpty(known) && !stop.aborted && (await shows(story.calls)) === undefined) {
      if (!stop.aborted) unconfirmed.push({ requirement: counterexample.requirement, life: number });
      return;
    }
    const due = performance.now() + shrinkMs;
    const isOver = () => stop.aborted || performance.now() > due;
    let calls = await shrink(story.calls, shows, isOver);
    for (const simpler of isOver() ? [] : simplerSettings(organization)) {
      const before = organization;
      organization = simpler;
      const shown = await shows(calls);
      if (shown !== undefined) {
        calls = shown;
        break;
      }
      organization = before;
    }
    const isUnshrunk = isOver();
    const smallest = seen.get(calls)?.counterexample ?? counterexample;
    this.#known = withKnown(this.#known, smallest);
    if (isListed(counterexamples, smallest)) return;
    const isFirst = isEmpty(known);
    const alone = isFirst || stop.aborted ? undefined : await showsWith(calls, noBreaches);
    const allowing = isFirst || alone !== undefined ? noBreaches : known;
    // An allowed difference may rest on chance.
    for (
      let again = isAllowed(smallest) ? CONFIRMATIONS : 0;
      again < CONFIRMATIONS && !stop.aborted;
      again += 1
    ) {
      const shown = await showsWith(calls, allowing);
      if (shown === undefined && !stop.aborted) {
        unconfirmed.push({ requirement: smallest.requirement, life: number });
        return;
      }
      calls = shown ?? calls;
    }
    const last = seen.get(calls) ?? { counterexample, record };
    counterexamples.push({
      ...last.counterexample,
      record: last.record,
      story: { organization, calls },
      ...(isUnshrunk ? { isUnshrunk } : {}),
      waived: [...(smallest.by === 'against' ? allowing.against : allowing.target)],
      life: number,
    });
  }

  /**
   * Plays a story on a fresh organization, up to its counterexample. Undefined if a call was not
   * answered.
   *
   * @param isCounted - whether its calls count as explored
   * @param isClosed - whether reads follow it that show its changes
   * @param patience - how long a change or an event may take, in times of what is usual
   */
  async #replay(
    story: Story,
    number: number,
    known: Breaches,
    {
      isCounted = false,
      isClosed = false,
      patience = 1,
    }: { readonly isCounted?: boolean; readonly isClosed?: boolean; readonly patience?: number } = {},
  ) {
    const { begin, recordOf, end } = this.#prepare(number);
    let life: Played | undefined;
    try {
      const begun = await begin(story.organization, known, patience);
      life = begun;
      const play = async (calls: readonly StoryCall[]) => {
        for (const call of calls) {
          const counterexample = await begun.play(call);
          if (counterexample !== undefined) return counterexample;
        }
        return undefined;
      };
      let shown = await play(story.calls);
      const made = life.calls.length;
      if (isClosed && shown === undefined && made === story.calls.length)
        shown = await play(readsOfStory(story, life.states));
      return {
        shown: shown && { counterexample: shown, record: recordOf(shown) },
        calls: life.calls,
        made,
      };
    } catch (error) {
      if (!this.#isUnanswered(error)) throw error;
      if (isCounted) this.#noteUnanswered(story.organization, life);
      return undefined;
    } finally {
      if (isCounted) this.#count(life);
      await end();
    }
  }
}
