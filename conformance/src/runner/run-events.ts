import type { Story } from '@parsec-spec/spec/stories';
import type { Step } from '../judge/failure.ts';
import type { Answer } from '../judge/observation.ts';
import type { OrganizationOutcome } from '../model/calls.ts';
import type { Storage } from '../targets/target.ts';
import type { CheckResult, Outcome, RequirementView } from './check-result.ts';
import type { ExchangeView } from './exchange-view.ts';

/** Every outcome, in the order in which reports show them. */
export const outcomes: readonly Outcome[] = [
  'pass',
  'fail',
  'warning',
  'note',
  'knownFailure',
  'stale',
  'blocked',
  'notTestable',
  'notApplicable',
  'flaky',
];

/** Whether an outcome makes the verdict `fail`. */
export const isRed = (outcome: Outcome): boolean => ['fail', 'stale', 'flaky'].includes(outcome);

/** Whether an outcome is one that a reader wants to reproduce. */
export const isFinding = (outcome: Outcome): boolean => isRed(outcome) || outcome === 'warning';

/** The server or client of a run. */
export interface TargetIdentity {
  /** `memory`, `url`, `cmd`, `image` or `client`. */
  readonly kind: string;
  /** As named on the command line. */
  readonly address: string;
  /** The name that the server or client gives itself. */
  readonly server: string;
}

/** The server or client that a run judges. */
export interface JudgedTarget extends TargetIdentity {
  /** The name in its target or client file. Absent without one. */
  readonly file?: string;
  /** Where the server keeps its state. Absent if the suite does not know. */
  readonly storage?: Storage;
}

/** The selection of a run. */
export interface Selection {
  /** Whether every check for these targets was selected. */
  readonly complete: boolean;
  /** `--only` patterns, then `--except` patterns with a leading `!`. */
  readonly patterns: readonly string[];
}

/** The preflight's findings about the server. Null: unknown. */
export interface RunFacts {
  readonly server: string;
  readonly apiVersions: readonly string[];
  readonly clockSkewMs: number;
  readonly roundTripMs: number;
  readonly administration: boolean | null;
  readonly spontaneous: boolean | null;
  readonly events: boolean;
}

/** The first event: the target and the suite of the run. */
export interface RunStarted {
  readonly event: 'run-started';
  readonly format: 2;
  readonly suite: { readonly name: string; readonly version: string; readonly requirementSet: string };
  readonly target: JudgedTarget;
  /** The client tested together with a server. */
  readonly client?: JudgedTarget;
  readonly selection: Selection;
  readonly seed: string;
  readonly startedAt: string;
  /** Number of checks that will run. */
  readonly checks: number;
  /** Absent if only a client is tested. */
  readonly facts?: RunFacts;
  /** URL of the website with the pages of the requirements. Absent: reports do not link to it. */
  readonly site?: string;
}

/** An answer in a generated life that the model does not allow, and the smallest story that shows it. */
export interface CounterexampleView {
  /** The requirement that the answer breaks. */
  readonly requirement: RequirementView;
  readonly outcome: Outcome;
  /** The calls. The last one was answered wrongly, unless `asked` is there. */
  readonly story: Story;
  /** Time was up before the story was shrunk to the end: it may have calls more than it needs. */
  readonly isUnshrunk?: true;
  /** The request after the story that asked for the effect and was answered wrongly. */
  readonly asked?: { readonly command: string; readonly device?: string };
  readonly observed: OrganizationOutcome;
  /** The correct outcomes in its place. */
  readonly allowed: readonly OrganizationOutcome[];
  readonly exchange: ExchangeView;
  /** The server that answered so, if two are compared. The exchange is that of the target for `both`. */
  readonly by?: 'target' | 'against' | 'both';
  /** The answer of the other server. */
  readonly other?: OrganizationOutcome;
  /** Requirements without whose breach the story does not get that far. */
  readonly waived: readonly string[];
  /** The number of the life that met it, from 0. */
  readonly life: number;
  /** The command that plays the story again; null if the caller named none. */
  readonly replay: string | null;
}

/** How often a command was answered with a status. A number is an HTTP status. */
export interface ReachedPair {
  readonly command: string;
  readonly status: string | number;
  readonly times: number;
}

/** A status of the reply tables that no life met. */
export interface UnreachedPair {
  readonly command: string;
  readonly status: string;
  readonly reason: string;
}

/** The story that was played instead of generated lives. */
export interface ReplayedStory {
  /** Number of its calls. */
  readonly calls: number;
  /** Number of those that were made. */
  readonly made: number;
}

/** An answer in which two servers differ and that the model allows, with the smallest story that shows it. */
export interface DifferenceView {
  readonly command: string;
  /** The calls. The last one was answered differently. */
  readonly story: Story;
  /** The answer of the target. */
  readonly observed: OrganizationOutcome;
  /** The answer of the other server. */
  readonly other: OrganizationOutcome;
  /** The correct outcomes in their place. */
  readonly allowed: readonly OrganizationOutcome[];
  /** The requirement of a baseline that one of the answers breaks. */
  readonly knownBreach?: string;
  /** The number of the life that met it, from 0. */
  readonly life: number;
}

/** The server beside the target, and where their answers differ. */
export interface Comparison extends TargetIdentity {
  /** The differences that the model allows. The others are counterexamples. */
  readonly differences: readonly DifferenceView[];
  /** Requirements that its baseline knows to be broken. */
  readonly waived: readonly string[];
}

/** What the generated lives explored. */
export interface PropertiesFinished {
  readonly event: 'properties-finished';
  readonly seed: string;
  readonly lives: number;
  readonly calls: number;
  readonly durationMs: number;
  readonly counterexamples: readonly CounterexampleView[];
  /** Counterexamples that their stories did not show again. They fail nothing. */
  readonly unconfirmed: readonly { readonly requirement: string; readonly life: number }[];
  /** Lives that ended because a call was not answered. */
  readonly unanswered: number;
  /** The first such life, up to the call that was not answered. */
  readonly unfinished?: Story;
  /** Requirements that the baseline knows to be broken, so that no answer contradicts them. */
  readonly waived: readonly string[];
  readonly reached: readonly ReachedPair[];
  readonly unreached: readonly UnreachedPair[];
  /** Families of commands that a server lacks, and `mail` if the judge receives none. Their calls are left out. */
  readonly unserved?: readonly string[];
  readonly replayed?: ReplayedStory;
  /** The comparison with another server. */
  readonly against?: Comparison;
  /** Why no life, or not all of the story, was played. */
  readonly hindrance?: string;
}

/** Number of checks by outcome. */
export type Counts = Readonly<Record<Outcome, number>>;

/** Number of rows of the catalogue for these kinds of target, and of those with a check that ran. */
export interface RowCount {
  readonly total: number;
  readonly verified: number;
}

/** Red checks with one cause: the same step, and the same expected and observed facts. */
export interface CauseGroup {
  /** The broken rule, or several rules of one check if either may be broken. */
  readonly requirements: readonly Omit<RequirementView, 'sentence'>[];
  /** The step that the first check judges and failed in; null if it failed in none. */
  readonly step: Step | null;
  /** The result of the simplest check. */
  readonly first: CheckResult;
  /** The red checks, the simplest first. */
  readonly checks: readonly string[];
  /** The checks that could not be judged because of this cause. */
  readonly blocked: readonly string[];
}

/**
 * `fail`: a check is fail, stale or flaky. `none`: no check is, but one is not testable or blocked,
 * or none passed. `pass`: everything else.
 */
export type Verdict = 'pass' | 'fail' | 'none';

/** The organizations that a run leaves on a server at a URL. */
export interface LeftOrganizations {
  /** Number of all. */
  readonly created: number;
  /** Number of those that the run expired. */
  readonly expired: number;
  /** Names of those that stay open, because a recorded finding is about them. */
  readonly open?: readonly string[];
  /** The answer to an expiry that did not succeed. */
  readonly refusal?: Answer;
}

/** The last event. */
export interface RunResult {
  readonly event: 'run-finished';
  readonly verdict: Verdict;
  readonly counts: Counts;
  /** Why checks are red, in the order in which to look at them. */
  readonly causes: readonly CauseGroup[];
  readonly requirements: RowCount & {
    readonly byLevel: Readonly<Record<'MUST' | 'SHOULD' | 'MAY', RowCount>>;
  };
  readonly durationMs: number;
  /** The run was stopped before all checks had run. */
  readonly interrupted: boolean;
  readonly organizations: LeftOrganizations;
  /** Those that remain on the server with which the target was compared. */
  readonly organizationsAgainst?: LeftOrganizations;
  /** What the server did in one check and seems not to have in another; absent if there is none. */
  readonly contradictions?: readonly string[];
}

/** An event of a run. `report/` has the form of its texts. */
export type RunEvent = RunStarted | CheckResult | PropertiesFinished | RunResult;
