import type { Requirement } from '@parsec-spec/spec/requirements';
import type { Check } from '../judge/check.ts';
import { SHOWN_AT_EACH_END } from '../judge/check-record.ts';
import type { Exchange } from '../wire/exchange.ts';
import { printable } from '../wire/terminal-text.ts';
import type { CheckResult, Judged, RequirementView } from './check-result.ts';
import { type ExchangeView, type ViewOptions, viewExchange } from './exchange-view.ts';
import type { CheckRun } from './run-check.ts';

/**
 * Size of all bodies of a check, in bytes, up to which they are decoded only when they are read.
 */
const MAX_LAZY_BYTES = 65_536;

/** Longest text of an event, in characters. A target may have produced it. */
const MAX_TEXT_LENGTH = 16_384;

/** The inputs of the event of a finished check. */
export interface CheckViewParts {
  readonly check: Check;
  readonly run: CheckRun;
  readonly judged: Judged;
  readonly requirements: readonly RequirementView[];
  /** The rules that the failed expectation states, if the check says so. */
  readonly rules: readonly RequirementView[] | undefined;
  readonly replay: string | undefined;
}

/**
 * Builds the result of a finished check. Every text is redacted and printable, and long
 * conversations are shortened.
 *
 * Traffic is decoded lazily, because most passed checks are never inspected. Bodies that are too
 * large to keep for a whole run are decoded at once and released.
 */
export function viewCheck({ check, run, judged, requirements, rules, replay }: CheckViewParts): CheckResult {
  const { record, exchange } = run;
  // The result is kept until the reports are written. To free memory, its functions must reference
  // neither the record nor an exchange.
  const { secrets } = record;
  const hide = (text: string) => secrets.redact(text);
  const redact = (text: string) => printable(hide(text)).slice(0, MAX_TEXT_LENGTH);
  const culprit = exchange?.shown;
  const shown = shownOf(
    record.exchanges.map((exchange) => exchange.shown),
    culprit,
  );
  const index = culprit === undefined ? -1 : shown.indexOf(culprit);
  const green = judged.outcome === 'pass';
  const views = viewsOf(shown, { redact: hide, limit: green ? 512 : 4096 });
  if (sizeOf(shown) > MAX_LAZY_BYTES) views();
  return {
    event: 'check-finished',
    check: check.id,
    kind: check.kind,
    requirements,
    ...judged,
    ...(judged.reason === undefined ? {} : { reason: redact(judged.reason) }),
    durationMs: Math.round(run.durationMs * 10) / 10,
    notes: record.notes.map(redact),
    ...(record.leftProcesses.length === 0 ? {} : { leftProcesses: record.leftProcesses.map(redact) }),
    get exchanges() {
      return views();
    },
    ...(index < 0 ? {} : { culprit: index }),
    ...(green || replay === undefined ? {} : { replay }),
    ...(rules === undefined ? {} : { rules }),
  };
}

/** The first and the last exchanges, the first ones that the check names, and the culprit. */
function shownOf(exchanges: readonly Exchange[], culprit: Exchange | undefined): readonly Exchange[] {
  const named = exchanges.filter(({ label }) => label !== undefined).slice(0, SHOWN_AT_EACH_END);
  const shown = exchanges.filter((one, index) => {
    const isAtEnd = index < SHOWN_AT_EACH_END || index >= exchanges.length - SHOWN_AT_EACH_END;
    return isAtEnd || one === culprit || named.includes(one);
  });
  return culprit === undefined || shown.includes(culprit) ? shown : [...shown, culprit];
}

/** Returns a function that makes the views on its first call and then releases the exchanges. */
function viewsOf(exchanges: readonly Exchange[], options: ViewOptions): () => readonly ExchangeView[] {
  let pending = exchanges;
  let views: readonly ExchangeView[] | undefined;
  return () => {
    views ??= pending.map((exchange) => viewExchange(exchange, options));
    pending = [];
    return views;
  };
}

/** Size of all bodies of exchanges, in bytes. */
const sizeOf = (exchanges: readonly Exchange[]): number =>
  exchanges.reduce((sum, { bytes }) => sum + bytes, 0);

/** Requirements as reports show them. */
export const viewRequirements = (
  requirements: Check['requirements'],
  catalogue: ReadonlyMap<string, Requirement>,
): readonly RequirementView[] =>
  requirements.flatMap((id) => {
    const requirement = catalogue.get(id);
    if (requirement === undefined) return [];
    const { row, section, level, sentence } = requirement;
    return [{ id, row, section, level, sentence }];
  });

/** The strongest level among requirements. */
export function strongestLevel(requirements: readonly RequirementView[]): 'MUST' | 'SHOULD' | 'MAY' {
  const levels = new Set(requirements.map(({ level }) => level));
  return levels.has('MUST') || levels.size === 0 ? 'MUST' : levels.has('SHOULD') ? 'SHOULD' : 'MAY';
}
