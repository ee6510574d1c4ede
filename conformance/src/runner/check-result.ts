import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { FailureFacts, Step } from '../judge/failure.ts';
import { plainObservation } from '../judge/observation.ts';
import type { BaselineEntry } from '../targets/target-file.ts';
import type { Secrets } from '../wire/secrets.ts';
import type { ExchangeView } from './exchange-view.ts';

/** The outcome of a check (ARCHITECTURE.md). Only `pass` is green. */
export type Outcome =
  | 'pass'
  | 'fail'
  | 'warning'
  | 'note'
  | 'knownFailure'
  | 'stale'
  | 'blocked'
  | 'notTestable'
  | 'notApplicable'
  | 'flaky';

/** A requirement as reports show it. */
export interface RequirementView {
  readonly id: string;
  readonly row: string;
  readonly section: string;
  readonly level: 'MUST' | 'SHOULD' | 'MAY';
  readonly sentence: string;
}

/** A failure without secrets and exchange, whose values JSON can express. */
export interface PlainFailure extends Omit<FailureFacts, 'exchange' | 'rules'> {
  /** The rules that the failed expectation states, if they are not those of the check. */
  readonly rules?: readonly RequirementId[];
  /** The prerequisite step that failed. */
  readonly step?: Step;
  /** A prerequisite failed, and not what the check judges. */
  readonly needed?: true;
}

/** Removes secrets from the facts of a failure, and makes their values JSON. */
export function plainFailure(
  facts: FailureFacts & { readonly step?: Step | undefined; readonly needed?: boolean },
  secrets: Secrets,
): PlainFailure {
  const redact = (text: string) => secrets.redact(text);
  const { what, message, expected, observed, more, rules, step, needed } = facts;
  return {
    ...(what === undefined ? {} : { what: redact(what) }),
    ...(message === undefined ? {} : { message: redact(message) }),
    expected: expected.map((fact) => plainObservation(fact, redact)),
    observed: observed.map((observation) => plainObservation(observation, redact)),
    ...(more === undefined ? {} : { more }),
    ...(rules === undefined ? {} : { rules }),
    ...(step === undefined ? {} : { step }),
    ...(needed === true ? { needed } : {}),
  };
}

/**
 * What runs of a check showed, before its level and the baseline are applied: the first fields of its
 * result.
 */
export interface Finding {
  /**
   * `disagrees`: it failed in one run and held in the other. `error`: the check threw an unexpected
   * error.
   */
  readonly state: 'held' | 'broken' | 'disagrees' | 'untestable' | 'inapplicable' | 'error';
  /** The failure; of a check without a verdict, the one that it would have had. */
  readonly failure?: PlainFailure;
  /** Why there is no verdict, the error of an error, or what was late although the check held. */
  readonly reason?: string;
  /** The failure of the first run, if the second one failed as the baseline says. */
  readonly first?: PlainFailure;
}

/** A finding and the outcome that it has. */
export interface Judged extends Finding {
  readonly outcome: Outcome;
  /** The baseline entry that decided the outcome, and how. */
  readonly baseline?: {
    readonly entry: BaselineEntry;
    readonly says: 'known' | 'another failure' | 'holds' | 'holds this time' | 'expired';
  };
}

/** The result of one check. */
export interface CheckResult extends Judged {
  readonly event: 'check-finished';
  readonly check: string;
  readonly kind: 'server' | 'client';
  readonly requirements: readonly RequirementView[];
  readonly durationMs: number;
  readonly notes: readonly string[];
  /** The command lines of processes that the client started and that outlived it. */
  readonly leftProcesses?: readonly string[];
  readonly exchanges: readonly ExchangeView[];
  /** Index in `exchanges` of the one that shows the failure. */
  readonly culprit?: number;
  /** The command that reruns this check alone with the same seed. Absent on a pass. */
  readonly replay?: string;
  /** The rules that the failed expectation states, if the check says so. */
  readonly rules?: readonly RequirementView[];
  /** The check that judges the step by which this one is blocked. */
  readonly blockedBy?: string;
  /** The check was not selected: it ran because it judges the step by which others are blocked. */
  readonly added?: true;
}
