import type { RequirementId } from '@parsec-spec/spec/requirements';
import fc from 'fast-check';
import type { Status } from '../faults/model/calls.ts';
import { emptyOrganization } from '../faults/model/state.ts';
import type { CheckRecord } from '../judge/check-record.ts';
import { Failure } from '../judge/failure.ts';
import type { Judge } from '../judge/judge.ts';
import { anyLength, anySettings, anyWeights } from './any-weights.ts';
import { type Counterexample, Life, Unanswered } from './life.ts';
import { loadKinds } from './malformed-requests.ts';
import { type Counts, nextCall } from './next-call.ts';
import { closingReads, readAfter } from './reads.ts';
import { shrink } from './shrink.ts';
import type { Story, StoryCall } from './story.ts';
import type { StoryFile } from './story-file.ts';
import { isEmpty, isKnown, isListed, type Known, nothingKnown, TwinLife, withKnown } from './twin-life.ts';

/** A judge of one life, the record of its exchanges, and a function that ends it. */
export interface LifeJudge {
  readonly judge: Judge;
  readonly record: CheckRecord;
  readonly end: () => Promise<void>;
}

/** How far to explore. */
export interface ExploreOptions {
  /** The same seed generates the same lives on each server. */
  readonly seed: string;
  /** Makes the judge of a life. `name` determines its random values. */
  readonly newJudge: (name: string) => LifeJudge;
  /** Number of lives; ignored if `durationMs` is given. */
  readonly lives: number;
  /** Time after which no life begins, in ms. */
  readonly durationMs?: number | undefined;
  /** Longest time that shrinking one counterexample takes, in ms; default 30 s. */
  readonly shrinkMs?: number | undefined;
  /** Number of lives that are played at once. */
  readonly jobs: number;
  readonly stop: AbortSignal;
  /** Begin no life after the first counterexample. */
  readonly failFast?: boolean;
  /** Requirements that the target is known to break. */
  readonly waived: ReadonlySet<RequirementId>;
  /** Whether a call is not made, because a server lacks its family of commands. */
  readonly isLeftOut?: (call: StoryCall) => boolean;
  /** A server on which the same lives are played. Its answers are compared, too. */
  readonly against?: Pick<ExploreOptions, 'newJudge' | 'waived'>;
}

/**
 * A counterexample that its smallest story showed again, or a difference of two servers that the model
 * allows.
 */
export interface ConfirmedCounterexample extends Counterexample {
  readonly story: Story;
  /** Requirements without whose breach the story does not get that far. */
  readonly waived: readonly RequirementId[];
  /** The number of the life that met it. */
  readonly life: number;
  /** The record of the judge that saw it last. */
  readonly record: CheckRecord;
}

/** What an exploration has tried, and the counterexamples. */
export interface Exploration {
  lives: number;
  calls: number;
  /** Number of answers, by command and status. */
  readonly answers: Map<string, Map<Status, number>>;
  readonly counterexamples: ConfirmedCounterexample[];
  /** Counterexamples that did not show again. */
  readonly unconfirmed: { readonly requirement: RequirementId; readonly life: number }[];
  /** Lives that ended because a call was not answered. */
  unanswered: number;
  /** The first such life, up to the call that was not answered. */
  unfinished?: Story;
  /** Number of calls of a replayed story that were not made, because they had no subject. */
  skipped?: number;
}

/**
 * Number of sequences of lives. The lives of a sequence follow each other, because each prefers what
 * the earlier ones tried least. The number is fixed, so that the lives do not depend on `jobs`.
 */
const LANES = 8;

const DEFAULT_SHRINK_MS = 30_000;

/** How often the smallest story must show a counterexample again. */
const CONFIRMATIONS = 2;

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
    for (let number = lane; !isOver(number); number += LANES) await explorer.live(number, counts);
  };
  const playLanes = async () => {
    for (let next = lanes.shift(); next !== undefined; next = lanes.shift()) await playLane(next);
  };
  await Promise.all(Array.from({ length: Math.min(LANES, jobs) }, playLanes));
  return explorer.exploration;
}

/**
 * Plays one story without shrinking it. A counterexample counts if it shows each time that the story is
 * played.
 *
 * @throws Failure if no organization can be created or bootstrapped
 */
export async function replayStory(
  story: StoryFile,
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
  readonly #options: ExploreOptions;
  /** The known defects, and what was found. */
  #known: Known;
  /** Whether an organization was founded. */
  #isFounded = false;

  constructor(options: ExploreOptions) {
    this.#options = options;
    const { waived, against } = options;
    const waivedAgainst = against?.waived ?? new Set();
    const expected = new Set([...waived, ...waivedAgainst]);
    this.#known = { ...nothingKnown, target: waived, against: waivedAgainst, expected };
  }

  /** Plays one life. A counterexample is shrunk and confirmed. */
  async live(number: number, counts: Counts): Promise<void> {
    const found = await this.#play(number, counts);
    if (found === undefined || isKnown(found.counterexample, this.#known)) return;
    const known = this.#known;
    this.#known = withKnown(known, found.counterexample);
    await this.#confirm(found, known);
  }

  async #play(number: number, counts: Counts): Promise<Found | undefined> {
    const { seed, stop, isLeftOut = () => false } = this.#options;
    const seeds = seedsOf(`${seed} ${number}`);
    const next = () => seeds.next().value;
    const [settings, weights, length] = drawn(fc.tuple(anySettings, anyWeights, anyLength), next());
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
      let previous: StoryCall | undefined;
      for (let index = 0; index < length && !stop.aborted && !begun.isOver; index += 1) {
        const { states } = begun;
        const call = nextCall(states, weights, next(), counts, previous, kinds);
        previous = call;
        const before = states.get(call?.in ?? 'first') ?? emptyOrganization;
        const read = call && readAfter(call, before);
        for (const one of [call, read]) {
          const found = one === undefined || isLeftOut(one) ? undefined : await play(one);
          if (found !== undefined) return found;
        }
      }
      for (const call of stop.aborted ? [] : closingReads(begun.states)) {
        const found = isLeftOut(call) ? undefined : await play(call);
        if (found !== undefined) return found;
      }
      return undefined;
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
    const first = await this.#replay(story, 0, known, true);
    exploration.skipped = story.calls.length - (first?.calls.length ?? 0);
    let last = first?.shown;
    if (first === undefined || last === undefined) return;
    for (let again = 0; again < CONFIRMATIONS && !this.#options.stop.aborted; again += 1) {
      const shown = (await this.#replay(story, 0, known))?.shown;
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
    const begin = async (settings: Story['organization'], known: Known): Promise<Played> => {
      const life =
        other === undefined
          ? await Life.begin(one.judge, settings, known.target)
          : await TwinLife.begin(one.judge, other.judge, settings, known);
      this.#isFounded = true;
      return life;
    };
    return {
      begin,
      recordOf: ({ by }: Counterexample) => (by === 'against' ? (other ?? one) : one).record,
      end: () => Promise.all([one.end(), other?.end()]),
    };
  }

  /** Whether a call was not answered. The first organization must be founded; a later one may fail. */
  #isUnanswered(error: unknown): boolean {
    const isLate = this.#options.stop.aborted || this.#isFounded;
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
  async #confirm({ counterexample, story, number, record }: Found, known: Known): Promise<void> {
    const { stop, shrinkMs = DEFAULT_SHRINK_MS } = this.#options;
    const { counterexamples, unconfirmed } = this.exploration;
    const seen = new Map([[story.calls, { counterexample, record }]]);
    const showsWith = async (calls: readonly StoryCall[], allowing: Known) => {
      const played = await this.#replay({ ...story, calls }, number, allowing);
      if (played?.shown === undefined || !isSame(played.shown.counterexample, counterexample))
        return undefined;
      seen.set(played.calls, played.shown);
      return played.calls;
    };
    const shows = (calls: readonly StoryCall[]) => showsWith(calls, known);
    const due = performance.now() + shrinkMs;
    let calls = await shrink(story.calls, shows, () => stop.aborted || performance.now() > due);
    const smallest = seen.get(calls)?.counterexample ?? counterexample;
    this.#known = withKnown(this.#known, smallest);
    if (isListed(counterexamples, smallest)) return;
    const isFirst = isEmpty(known);
    const alone = isFirst || stop.aborted ? undefined : await showsWith(calls, nothingKnown);
    const allowing = isFirst || alone !== undefined ? nothingKnown : known;
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
      story: { ...story, calls },
      waived: [...(smallest.by === 'against' ? allowing.against : allowing.target)],
      life: number,
    });
  }

  /**
   * Plays a story on a fresh organization, up to its counterexample. Undefined if a call was not
   * answered.
   *
   * @param isCounted - whether its calls count as explored
   */
  async #replay(story: Story, number: number, known: Known, isCounted = false) {
    const { begin, recordOf, end } = this.#prepare(number);
    let life: Played | undefined;
    try {
      life = await begin(story.organization, known);
      for (const call of story.calls) {
        const counterexample = await life.play(call);
        if (counterexample === undefined) continue;
        return { shown: { counterexample, record: recordOf(counterexample) }, calls: life.calls };
      }
      return { calls: life.calls };
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

/**
 * Whether two counterexamples are the same one: the same command is answered alike, and breaks no
 * further rule. The requirement may differ if the first call broke several rules.
 */
const isSame = (one: Counterexample, first: Counterexample): boolean =>
  one.request.cmd === first.request.cmd &&
  one.observed.status === first.observed.status &&
  one.other?.status === first.other?.status &&
  one.by === first.by &&
  (one.rules.length === 0
    ? one.requirement === first.requirement
    : one.rules.every((rule) => first.rules.includes(rule)));

function drawn<T>(arbitrary: fc.Arbitrary<T>, seed: number): T {
  const [value] = fc.sample(arbitrary, { seed, numRuns: 1 });
  if (value === undefined) throw new Error('no value was drawn');
  return value;
}

/** Seeds of fast-check that depend on a text only (FNV-1a, then xorshift32). */
function* seedsOf(text: string): Generator<number, never> {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  for (;;) {
    hash ^= hash << 13;
    hash ^= hash >>> 17;
    hash ^= hash << 5;
    yield hash | 0;
  }
}
