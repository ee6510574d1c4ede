import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { StoryCall, StorySettings } from '@parsec-spec/spec/stories';
import type { Judge } from '../judge/judge.ts';
import { isBroken } from '../model/answers.ts';
import type { OrganizationOutcome, Status } from '../model/calls.ts';
import { correctOutcomes } from '../model/organization-model.ts';
import { answerCall } from '../model/transitions/answer-call.ts';
import type { Counterexample, LifeAnswer } from './counterexample.ts';
import { Life } from './life.ts';
import type { StoryStates } from './story-states.ts';

/**
 * The same life on two servers: the target, and one beside it. Each answer of either is compared with
 * the model, and with the answer of the other by the names of what a server chooses.
 */
export class PairedLife {
  readonly #target: Life;
  readonly #against: Life;
  readonly #known: Breaches;
  /** Whether the organizations of the two servers differ from now on. */
  #isParted = false;

  private constructor(target: Life, against: Life, known: Breaches) {
    this.#target = target;
    this.#against = against;
    this.#known = known;
  }

  /**
   * Founds the organization on both servers.
   *
   * @throws Failure if it cannot be created or bootstrapped
   */
  static async begin(
    judge: Judge,
    against: Judge,
    settings: StorySettings,
    known: Breaches = noBreaches,
    patience = 1,
  ): Promise<PairedLife> {
    const [one, other] = await Promise.all([
      Life.begin(judge, settings, known.target, patience),
      Life.begin(against, settings, known.against, patience),
    ]);
    return new PairedLife(one, other, known);
  }

  /** The states of the organizations on the target. */
  get states(): StoryStates {
    return this.#target.states;
  }

  get calls(): readonly StoryCall[] {
    return this.#target.calls;
  }

  get answers(): Life['answers'] {
    return this.#target.answers;
  }

  get isOver(): boolean {
    return this.#isParted || this.#target.isOver || this.#against.isOver;
  }

  /**
   * Makes a call on both servers. Returns an answer that the model does not allow, or else a difference
   * that is not known yet.
   *
   * @throws Unanswered
   */
  async play(call: StoryCall): Promise<Counterexample | undefined> {
    if (this.isOver) return undefined;
    const [byTarget, byAgainst] = await Promise.all([this.#target.play(call), this.#against.play(call)]);
    const [ofTarget, ofAgainst] = [this.#target.latest, this.#against.latest];
    if (byTarget !== undefined)
      return {
        ...byTarget,
        by: byAgainst?.requirement === byTarget.requirement ? 'both' : 'target',
        other: ofAgainst[ofTarget.length - 1]?.observed ?? NOT_CALLED,
      };
    if (byAgainst !== undefined)
      return {
        ...byAgainst,
        by: 'against',
        other: ofTarget[ofAgainst.length - 1]?.observed ?? NOT_CALLED,
      };
    for (const [index, one] of ofTarget.entries()) {
      const other = ofAgainst[index];
      if (other === undefined || namedOutcome(one) === namedOutcome(other)) continue;
      const difference = asDifference(one, other);
      const { knownBreach } = difference;
      const isFound = knownBreach !== undefined && !this.#known.expected.has(knownBreach);
      if (!isFound && !isKnown(difference, this.#known)) return difference;
      const [isServed, isOtherServed] = [one, other].map(({ observed }) => SERVED.includes(observed.status));
      this.#isParted ||= isServed !== isOtherServed;
      break;
    }
    return undefined;
  }
}

/** Facts about the servers of an exploration that are not reported again. */
export interface Breaches {
  /** Requirements that the target breaks. */
  readonly target: ReadonlySet<RequirementId>;
  /** Requirements that the server beside it breaks. */
  readonly against: ReadonlySet<RequirementId>;
  /** Those of both that a baseline names. */
  readonly expected: ReadonlySet<RequirementId>;
  /** Differences that the model allows, by {@link differenceOf}. */
  readonly differences: ReadonlySet<string>;
}

export const noBreaches: Breaches = {
  target: new Set(),
  against: new Set(),
  expected: new Set(),
  differences: new Set(),
};

/** The command, and how both servers answered it. */
const differenceOf = ({ request, observed, other }: Pick<Counterexample, 'request' | 'observed' | 'other'>) =>
  `${request.cmd}: ${observed.status} and ${other?.status}`;

/** Whether a counterexample is known already. */
export function isKnown(counterexample: Counterexample, { target, against, differences }: Breaches): boolean {
  const { by = 'target', requirement } = counterexample;
  if (by === 'neither') return differences.has(differenceOf(counterexample));
  return (by === 'against' || target.has(requirement)) && (by === 'target' || against.has(requirement));
}

export const isEmpty = ({ target, against, differences }: Breaches): boolean =>
  target.size + against.size + differences.size === 0;

/** Whether a list has the same counterexample, or the same difference. */
export const isListed = (
  list: readonly Counterexample[],
  { by, requirement, ...one }: Counterexample,
): boolean =>
  list.some(
    (other) =>
      other.by === by &&
      (by === 'neither' ? differenceOf(other) === differenceOf(one) : other.requirement === requirement),
  );

/** The known facts after a counterexample. */
export function withKnown(known: Breaches, counterexample: Counterexample): Breaches {
  const { by = 'target', requirement, named = requirement } = counterexample;
  const { target, against, differences } = known;
  return {
    ...known,
    target: by === 'target' || by === 'both' ? new Set([...target, requirement, named]) : target,
    against: by === 'against' || by === 'both' ? new Set([...against, requirement, named]) : against,
    differences: by === 'neither' ? new Set([...differences, differenceOf(counterexample)]) : differences,
  };
}

/** Statuses of calls that took effect. */
const SERVED: readonly Status[] = ['ok', 'not_ready', 200];

/** The outcome of a server that stopped earlier in the moves of a greeting. */
const NOT_CALLED: OrganizationOutcome = { status: 'not called' };

/** A difference that the model allows, or that is a known defect of a server. */
function asDifference(one: LifeAnswer, other: LifeAnswer): Counterexample {
  const { state, request, observed, exchange } = one;
  const { rules, requirement } = answerCall(state, request);
  const broken = rules.filter(isBroken).map(([rule]) => rule);
  const breach = one.breach ?? other.breach;
  return {
    requirement: breach ?? broken[0] ?? requirement,
    rules: broken,
    request,
    observed,
    allowed: correctOutcomes(state, request),
    exchange,
    by: 'neither',
    other: other.observed,
    ...(breach === undefined ? {} : { knownBreach: breach }),
  };
}

/**
 * An outcome in a form that does not depend on what the server chose: dates of certificates become
 * their numbers, and lists without an order are sorted.
 */
function namedOutcome({ observed, state }: LifeAnswer): string {
  const {
    strictlyGreaterThan,
    invitations,
    frozen,
    facts,
    administrators,
    certificates,
    sequester,
    ...outcome
  } = observed;
  const numberOf = (at: number) => state.certificates.findIndex((one) => one.at === at) + 1;
  return JSON.stringify({
    ...outcome,
    ...(strictlyGreaterThan === undefined ? {} : { after: numberOf(strictlyGreaterThan) }),
    invitations: invitations?.map((one) => `${one.token} ${one.about} ${one.status}`).sort(),
    frozen: frozen?.toSorted(),
    facts: facts?.toSorted(),
    administrators: administrators?.toSorted(),
    certificates: certificates?.map((name) =>
      name.replace(/(?<= @)-?\d+$/, (at) => `#${numberOf(Number(at))}`),
    ),
    sequester: sequester?.length,
  });
}
