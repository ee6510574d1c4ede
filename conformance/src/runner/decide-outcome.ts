import type { BaselineEntry } from '../targets/target-file.ts';
import { isRecorded, type SentencesOf } from './baseline.ts';
import type { Finding, Judged, Outcome } from './check-result.ts';

/** The inputs of an outcome other than the finding. */
export interface OutcomeRules {
  /** Strongest level among the rules that the failure names, or else the check's requirements. */
  readonly level: 'MUST' | 'SHOULD' | 'MAY';
  /** A SHOULD counts as a MUST. */
  readonly strict: boolean;
  readonly baseline?: BaselineEntry | undefined;
  /** Reads entries that name sentences. */
  readonly sentencesOf?: SentencesOf | undefined;
  /** `YYYY-MM-DD`. A baseline entry is valid before the day of its `expiry`. */
  readonly today: string;
}

/** Decides the outcome of a check from its finding, its level and its baseline entry. */
export function decideOutcome(finding: Finding, rules: OutcomeRules): Judged {
  const { baseline: entry, today } = rules;
  switch (finding.state) {
    case 'untestable':
      return { ...finding, outcome: 'notTestable' };
    case 'inapplicable':
      return { ...finding, outcome: 'notApplicable' };
    case 'error':
      return { ...finding, outcome: 'fail' };
    case 'disagrees': {
      const outcome = brokenOutcome(rules);
      return { ...finding, outcome: outcome === 'fail' ? 'flaky' : outcome };
    }
    case 'held':
      if (entry === undefined) return { ...finding, outcome: finding.reason === undefined ? 'pass' : 'note' };
      if (entry.sometimes !== true)
        return { ...finding, outcome: 'stale', baseline: { entry, says: 'holds' } };
      if (entry.expiry <= today)
        return { ...finding, outcome: 'stale', baseline: { entry, says: 'expired' } };
      return { ...finding, outcome: 'pass', baseline: { entry, says: 'holds this time' } };
    case 'broken': {
      if (entry === undefined) return { ...finding, outcome: brokenOutcome(rules) };
      if (entry.expiry <= today)
        return { ...finding, outcome: 'stale', baseline: { entry, says: 'expired' } };
      const isKnown = isRecorded(entry, finding.failure, rules.sentencesOf);
      return {
        ...finding,
        outcome: isKnown ? 'knownFailure' : 'stale',
        baseline: { entry, says: isKnown ? 'known' : 'another failure' },
      };
    }
  }
}

/** The outcome of a broken requirement that no baseline knows. */
export function brokenOutcome({ level, strict }: Pick<OutcomeRules, 'level' | 'strict'>): Outcome {
  if (level === 'MUST' || (level === 'SHOULD' && strict)) return 'fail';
  return level === 'SHOULD' ? 'warning' : 'note';
}
