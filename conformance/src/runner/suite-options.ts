import type { Check } from '../judge/check.ts';
import type { ReplayedStory } from '../play/replayed-story.ts';
import type { ClientDriver } from '../targets/client/client-driver.ts';
import type { latenessBetween } from '../targets/judge-delay.ts';
import type { ServerTarget } from '../targets/target.ts';
import type { BaselineEntry } from '../targets/target-file.ts';
import type { TlsOptions } from '../wire/endpoint.ts';
import type { Exchange, SentRequest } from '../wire/exchange.ts';
import type { SentencesOf } from './baseline.ts';
import type { CheckResult } from './check-result.ts';
import type { RunEvent } from './run-events.ts';
import type { Patterns } from './select.ts';

/** The exchanges of a check that did not hold. They hold secrets. */
export interface RecordedFinding {
  readonly check: string;
  /** The result of the check, without secrets. */
  readonly result: CheckResult;
  /** The exchange that shows the finding. */
  readonly culprit: Exchange;
  /** Whether the finding names that exchange. Otherwise it is the check's last one. */
  readonly isNamed: boolean;
  /** All exchanges of the check, oldest first. A long check lacks some in the middle. */
  readonly exchanges: readonly Exchange[];
}

/** A request before which a run stops. */
export interface StoppedRequest {
  readonly check: string;
  readonly request: SentRequest;
  /** Scheme, host and port of the server. */
  readonly address: string;
}

/** The generated lives of a run. */
export interface LivesOptions {
  /** The same seed generates the same lives on every server. */
  readonly seed: string;
  /** Number of lives; ignored if `durationMs` is given. */
  readonly lives: number;
  /** Time after which no life begins, in ms. */
  readonly durationMs?: number;
  /** Longest time that shrinking one counterexample takes, in ms; default 30 s. */
  readonly shrinkMs?: number;
  /** The story to play instead of lives. */
  readonly story?: ReplayedStory;
  /** Makes the command that plays a story again. */
  readonly replay?: (story: ReplayedStory) => string;
  /** A server on which the same lives are played, and its known defects. */
  readonly against?: { readonly server: ServerTarget; readonly baseline: readonly BaselineEntry[] };
}

/** All inputs of a run. Nothing else is read from the process except the clock. */
export interface SuiteOptions {
  readonly server?: ServerTarget;
  readonly client?: { readonly address: string; readonly file?: string; readonly driver: ClientDriver };
  readonly checks: readonly Check[];
  readonly patterns?: Patterns;
  readonly baseline?: readonly BaselineEntry[];
  /** Reads baseline entries that name sentences of a report. Absent: they match nothing. */
  readonly sentencesOf?: SentencesOf;
  /** Any text. All keys and identifiers of the run derive from it. */
  readonly seed: string;
  /** Part of organization names that is unique to this run: 6 lower-case hex digits. */
  readonly run: string;
  /** Number of concurrent checks. Default: 8. */
  readonly jobs?: number;
  /**
   * Time limit of a check, and of each request outside of checks, in ms. Default: 5000, 20000 for
   * client checks, 60000 for checks that need `slow` or `faults`, 30000 outside of checks.
   */
  readonly timeout?: number;
  /** Also run checks that wait longer than 5 s. */
  readonly slow?: boolean;
  /** The generated lives to play, if the patterns select them. Absent: none. */
  readonly properties?: LivesOptions;
  /** Also run checks with fault injection. */
  readonly faults?: boolean;
  /** A SHOULD counts as a MUST. */
  readonly strict?: boolean;
  /** Stop after the first failure. */
  readonly failFast?: boolean;
  /** Rerun a failing check once, and report it as flaky if it then holds. Default: true. */
  readonly again?: boolean;
  /**
   * Capabilities of the target, which is then not probed before and during the run. For tests of
   * the judge.
   */
  readonly withoutPreflight?: Readonly<Record<string, boolean>>;
  /** How late the judge was in a period. Default: measured. For tests of the judge. */
  readonly latenessBetween?: typeof latenessBetween;
  readonly tls?: TlsOptions;
  /** Stops the run. Completed results are kept. */
  readonly stop?: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
  /** Receives a failed check at once whose event follows at the end, since a step may block it. */
  readonly onHeld?: (check: CheckResult) => void;
  /** Receives the end of the logs of the servers of a check that did not hold. */
  readonly onLog?: (check: string, log: string) => void;
  /** Receives the exchanges of each check that did not hold, with whole bodies and with secrets. */
  readonly onFinding?: (finding: RecordedFinding) => void;
  /**
   * Runs a check that failed a second time, and is called before the request that failed. The run
   * goes on when the promise is resolved.
   */
  readonly onStop?: (stop: StoppedRequest) => Promise<void>;
  /** Returns the command that reruns one check alone. */
  readonly replay?: (check: string) => string;
}
