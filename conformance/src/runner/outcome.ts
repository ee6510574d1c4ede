import type { BaselineEntry } from '../targets/target-file.ts';
import { isRecorded, observations } from './baseline.ts';
import type { Finding } from './run-check.ts';
import type { Outcome } from './run-events.ts';

/** The inputs of an outcome other than the finding. */
export interface OutcomeRules {
  /** Strongest level among the check's requirements. */
  readonly level: 'MUST' | 'SHOULD' | 'MAY';
  /** A SHOULD counts as a MUST. */
  readonly strict: boolean;
  readonly baseline?: BaselineEntry | undefined;
  /** `YYYY-MM-DD`. A baseline entry is valid before the day of its `expiry`. */
  readonly today: string;
}

/** An outcome, and an optional remark. */
export interface Judged {
  readonly outcome: Outcome;
  readonly remark?: string;
}

/** Decides the outcome of a check from its finding, its level and its baseline entry. */
export function judgeOutcome(finding: Finding, rules: OutcomeRules): Judged {
  const { baseline } = rules;
  switch (finding.kind) {
    case 'untestable':
      return { outcome: 'notTestable', remark: finding.reason };
    case 'inapplicable':
      return { outcome: 'notApplicable', remark: finding.reason };
    case 'fault':
      return { outcome: 'fail', remark: finding.message };
    case 'disagrees': {
      const outcome = brokenOutcome(rules);
      return { outcome: outcome === 'fail' ? 'flaky' : outcome };
    }
    case 'held':
      if (baseline !== undefined) return judgeHeldAgainst(baseline, rules.today);
      return finding.late.length > 0
        ? { outcome: 'note', remark: finding.late.join('; ') }
        : { outcome: 'pass' };
    case 'broken':
      if (baseline === undefined) return { outcome: brokenOutcome(rules) };
      if (baseline.expiry <= rules.today) return expired(baseline);
      if (!isRecorded(baseline, finding))
        return stale(`the baseline expects ${observations(baseline)}, this failure is another one`);
      return { outcome: 'knownFailure', remark: baseline.reason };
  }
}

const stale = (remark: string): Judged => ({ outcome: 'stale', remark });

const expired = ({ expiry, owner }: BaselineEntry): Judged =>
  stale(`the baseline entry expired on ${expiry}: ${owner} must review it`);

/** The outcome of a check that holds although the baseline expects it to fail. */
function judgeHeldAgainst(baseline: BaselineEntry, today: string): Judged {
  const { sometimes, expiry, reason } = baseline;
  if (sometimes !== true)
    return stale(`the baseline expects it to fail (${reason}), yet it holds: remove the entry`);
  if (expiry <= today) return expired(baseline);
  return { outcome: 'pass', remark: `held this time; known to fail sometimes: ${reason}` };
}

/** The outcome of a broken requirement that no baseline knows. */
export function brokenOutcome({ level, strict }: Pick<OutcomeRules, 'level' | 'strict'>): Outcome {
  if (level === 'MUST' || (level === 'SHOULD' && strict)) return 'fail';
  return level === 'SHOULD' ? 'warning' : 'note';
}
