import type { ExchangeView } from './exchange-view.ts';

/** The outcome of a check (ARCHITECTURE.md). Only `pass` is green. */
export type Outcome =
  | 'pass'
  | 'fail'
  | 'warning'
  | 'note'
  | 'knownFailure'
  | 'stale'
  | 'notTestable'
  | 'notApplicable'
  | 'flaky';

/** Every outcome, in the order in which reports show them. */
export const outcomes: readonly Outcome[] = [
  'pass',
  'fail',
  'warning',
  'note',
  'knownFailure',
  'stale',
  'notTestable',
  'notApplicable',
  'flaky',
];

/** The server or client of a run. */
export interface TargetIdentity {
  /** `memory`, `url`, `cmd`, `image` or `client`. */
  readonly kind: string;
  /** As named on the command line. */
  readonly address: string;
  /** The name that the server or client gives itself. */
  readonly server: string;
}

/** A requirement as reports show it. */
export interface RequirementView {
  readonly id: string;
  readonly row: string;
  readonly section: string;
  readonly level: 'MUST' | 'SHOULD' | 'MAY';
  readonly sentence: string;
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
  readonly format: 1;
  readonly suite: { readonly name: string; readonly version: string; readonly requirementSet: string };
  readonly target: TargetIdentity;
  /** The client tested together with a server. */
  readonly client?: TargetIdentity;
  readonly selection: Selection;
  readonly seed: string;
  readonly startedAt: string;
  /** Number of checks that will run. */
  readonly checks: number;
  /** Absent if only a client is tested. */
  readonly facts?: RunFacts;
}

/** The result of one check. */
export interface CheckFinished {
  readonly event: 'check-finished';
  readonly check: string;
  readonly kind: 'server' | 'client';
  readonly requirements: readonly RequirementView[];
  readonly outcome: Outcome;
  readonly durationMs: number;
  readonly message?: string;
  readonly expected?: string;
  readonly observed?: string;
  /** Why a baseline entry expects this failure. */
  readonly reason?: string;
  readonly notes: readonly string[];
  readonly exchanges: readonly ExchangeView[];
  /** Index in `exchanges` of the one that shows the failure. */
  readonly culprit?: number;
  /** The command that reruns this check alone with the same seed. Absent on a pass. */
  readonly replay?: string;
  /** The check failed by an unexpected exception, which is a fault of the suite. */
  readonly fault?: true;
}

/** Number of checks by outcome. */
export type Counts = Readonly<Record<Outcome, number>>;

/**
 * Number of rows of the catalogue for these kinds of target, and of those that the run verified.
 */
export interface RowCount {
  readonly total: number;
  readonly verified: number;
}

/** The last event. */
export interface RunFinished {
  readonly event: 'run-finished';
  readonly verdict: 'pass' | 'fail';
  readonly counts: Counts;
  readonly requirements: RowCount & {
    readonly byLevel: Readonly<Record<'MUST' | 'SHOULD' | 'MAY', RowCount>>;
  };
  readonly durationMs: number;
  /** The run was stopped before all checks had run. */
  readonly interrupted: boolean;
  /** Number of organizations that the run created on the target, and of those that it expired. */
  readonly organizations: { readonly created: number; readonly expired: number };
}

/** One line of the event stream (`conformance/schemas/event.schema.json`). */
export type RunEvent = RunStarted | CheckFinished | RunFinished;
