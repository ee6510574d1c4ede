import type { Requirement } from '@parsec-spec/spec/requirements';
import {
  type CheckFinished,
  type ExchangeView,
  type RequirementView,
  viewExchange,
} from '../events/index.ts';
import type { Check } from '../verifies/index.ts';
import type { Judged } from './outcome.ts';
import type { CheckRun } from './run-check.ts';

/** Exchanges shown with one check, the one at fault always among them. */
const shownExchanges = 12;

/** What the event of a finished check is made of. */
export interface CheckViewParts {
  readonly check: Check;
  readonly run: CheckRun;
  readonly judged: Judged;
  readonly requirements: readonly RequirementView[];
  readonly replay: string | undefined;
}

/**
 * Makes the event of a finished check: every text redacted, long conversations cut. What went over the wire is decoded when
 * somebody reads it: of a check that passed mostly nobody does, and all of them would cost a second of a run.
 */
export function viewCheck({ check, run, judged, requirements, replay }: CheckViewParts): CheckFinished {
  const { finding, record } = run;
  const redact = (text: string) => record.secrets.redact(text);
  const details = 'message' in finding && finding.kind !== 'fault' ? finding : undefined;
  const message = [judged.remark, details?.message].filter((text) => text !== undefined).join(': ');
  const culprit = details?.exchange;
  const shown = record.exchanges.filter((exchange, index) => index < shownExchanges || exchange === culprit);
  const green = judged.outcome === 'pass';
  let views: readonly ExchangeView[] | undefined;
  return {
    event: 'check-finished',
    check: check.id,
    kind: check.kind,
    requirements,
    outcome: judged.outcome,
    durationMs: Math.round(run.durationMs * 10) / 10,
    ...(message === '' ? {} : { message: redact(message) }),
    ...(details === undefined
      ? {}
      : { expected: redact(details.expected), observed: redact(details.observed) }),
    notes: record.notes.map(redact),
    get exchanges() {
      views ??= shown.map((exchange) => viewExchange(exchange, { redact, limit: green ? 512 : 4096 }));
      return views;
    },
    ...(culprit === undefined || !shown.includes(culprit) ? {} : { culprit: shown.indexOf(culprit) }),
    ...(green || replay === undefined ? {} : { replay }),
    ...(finding.kind === 'fault' ? { fault: true } : {}),
  };
}

/** A check's requirements as reports show them. */
export const viewRequirements = (
  check: Check,
  catalogue: ReadonlyMap<string, Requirement>,
): readonly RequirementView[] =>
  check.requirements.flatMap((id) => {
    const known = catalogue.get(id);
    if (known === undefined) return [];
    const { row, section, level, sentence } = known;
    return [{ id, row, section, level, sentence }];
  });

/** The strongest level among requirements. */
export function strongestLevel(requirements: readonly RequirementView[]): 'MUST' | 'SHOULD' | 'MAY' {
  const levels = new Set(requirements.map(({ level }) => level));
  return levels.has('MUST') || levels.size === 0 ? 'MUST' : levels.has('SHOULD') ? 'SHOULD' : 'MAY';
}
