import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Story, StoryCall } from '@parsec-spec/spec/stories';
import type { CheckRecord } from '../judge/check-record.ts';
import type { Judge } from '../judge/judge.ts';
import type { Status } from '../model/calls.ts';
import type { Counterexample } from './counterexample.ts';
import type { Mailbox } from './mailbox.ts';

/** A judge of one life, the record of its exchanges, and a function that ends it. */
export interface LifeJudge {
  readonly judge: Judge;
  readonly record: CheckRecord;
  /** The mails of the server. Absent: they are not read. */
  readonly mailbox?: Mailbox | undefined;
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
  /** Whether a call is not made, because a server lacks its family of commands, or mail. */
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
  /** Time was up before it was shrunk to the end. */
  readonly isUnshrunk?: true;
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
