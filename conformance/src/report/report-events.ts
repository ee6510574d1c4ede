import type { Step } from '../judge/failure.ts';
import type { Fact } from '../judge/observation.ts';
import { baselineAnswer } from '../runner/baseline.ts';
import type { CheckResult, Judged, PlainFailure, RequirementView } from '../runner/check-result.ts';
import type {
  CauseGroup,
  LeftOrganizations as Left,
  PropertiesFinished,
  RunEvent,
  RunResult,
  RunStarted,
} from '../runner/run-events.ts';
import type { BaselineAnswer, BaselineEntry } from '../targets/target-file.ts';
import { printable } from '../wire/terminal-text.ts';
import { isJudged } from './example-request.ts';
import { answerText, failureText, observedSentences } from './sentences.ts';

/** The result of one check, with its texts. */
export interface CheckFinished
  extends Pick<
    CheckResult,
    | ('event' | 'check' | 'kind' | 'requirements' | 'outcome' | 'durationMs' | 'notes' | 'leftProcesses')
    | ('exchanges' | 'culprit' | 'replay' | 'rules' | 'blockedBy' | 'added')
  > {
  readonly message?: string;
  /** What the check made wrong in the request that got the unexpected answer. */
  readonly mistake?: string;
  readonly expected?: string;
  readonly observed?: string;
  /** The observations as a baseline entry names them. */
  readonly answers?: readonly BaselineAnswer[];
  /** Why a baseline entry expects this failure. */
  readonly reason?: string;
  /** The prerequisite step that failed. */
  readonly step?: Step;
  /** A prerequisite failed, and not what the check judges. */
  readonly needed?: true;
  /** The check failed by an unexpected exception, which is an error of the suite. */
  readonly fault?: true;
}

/** Red checks with one cause: the same step, and the same expected and observed facts. */
export interface Cause {
  /** The broken rule, or several rules of one check if either may be broken. */
  readonly requirements: readonly Omit<RequirementView, 'sentence'>[];
  /** The step that the first check judges and failed in; null if it failed in none. */
  readonly step: Step | null;
  readonly expected: string;
  readonly observed: string;
  /** The red checks, the simplest first. */
  readonly checks: readonly string[];
  /** The checks that could not be judged because of this cause. */
  readonly blocked: readonly string[];
  /** The command that reruns the first check; null if the caller named none. */
  readonly replay: string | null;
}

/** The organizations that a run leaves on a server at a URL. */
export interface LeftOrganizations extends Omit<Left, 'refusal'> {
  /** The answer to an expiry that did not succeed: `HTTP 501`. */
  readonly refusal?: string;
}

/** The last event, with its texts. */
export interface RunFinished extends Omit<RunResult, 'causes' | 'organizations' | 'organizationsAgainst'> {
  /** Why checks are red, in the order in which to look at them. */
  readonly causes: readonly Cause[];
  readonly organizations: LeftOrganizations;
  /** Those that remain on the server with which the target was compared. */
  readonly organizationsAgainst?: LeftOrganizations;
}

/** One line of the event stream (`conformance/schemas/event.schema.json`). */
export type ReportEvent = RunStarted | CheckFinished | PropertiesFinished | RunFinished;

/** Adds the texts to an event of a run. */
export function reportEvent(event: RunStarted): RunStarted;
export function reportEvent(event: CheckResult): CheckFinished;
export function reportEvent(event: RunResult): RunFinished;
export function reportEvent(event: RunEvent): ReportEvent;
export function reportEvent(event: RunEvent): ReportEvent {
  if (event.event === 'check-finished') return checkFinished(event);
  return event.event === 'run-finished' ? runFinished(event) : event;
}

/** Longest text of an event, in characters. A target may have produced it. */
const MAX_TEXT_LENGTH = 16_384;

const shorten = (text: string): string => printable(text).slice(0, MAX_TEXT_LENGTH);

/** Outcomes of which a report shows no failure: they say nothing about the target. */
const unjudged: readonly string[] = ['notTestable', 'notApplicable'];

function checkFinished(result: CheckResult): CheckFinished {
  const { check, kind, requirements, outcome, durationMs, state, failure, first, baseline } = result;
  const { notes, leftProcesses, culprit, replay, rules, blockedBy, added } = result;
  const facts = failure === undefined || unjudged.includes(outcome) ? undefined : failure;
  const text = facts === undefined ? undefined : failureText(facts);
  const message = messageOf(result);
  const mistake = facts === undefined ? undefined : mistakeOf(result, facts);
  return {
    ...{ event: 'check-finished', check, kind, requirements, outcome, durationMs },
    ...(message === '' ? {} : { message: shorten(message) }),
    ...(mistake === undefined ? {} : { mistake: shorten(mistake) }),
    ...(text === undefined ? {} : { expected: shorten(text.expected), observed: shorten(text.observed) }),
    ...(facts === undefined ? {} : { answers: facts.observed.map(baselineAnswer) }),
    ...(baseline?.says === 'known' ? { reason: baseline.entry.reason } : {}),
    notes: [
      ...notes,
      ...(first === undefined ? [] : [shorten(`failed otherwise at first: ${failureText(first).message}`)]),
    ],
    ...(leftProcesses === undefined ? {} : { leftProcesses }),
    get exchanges() {
      return result.exchanges;
    },
    ...(culprit === undefined ? {} : { culprit }),
    ...(replay === undefined ? {} : { replay }),
    ...(facts?.step === undefined ? {} : { step: facts.step }),
    ...(facts?.needed === undefined || outcome === 'blocked' ? {} : { needed: facts.needed }),
    ...(rules === undefined ? {} : { rules }),
    ...(blockedBy === undefined ? {} : { blockedBy }),
    ...(added === undefined ? {} : { added }),
    ...(state === 'error' ? { fault: true } : {}),
  };
}

const isRefusal = (fact: Fact): boolean =>
  'http' in fact ? fact.http >= 400 : 'status' in fact && fact.status !== 'ok';

/**
 * The mistake in a request that was to be refused: its label, or the case of the check. Undefined if the
 * request was valid.
 */
function mistakeOf(
  { check, exchanges, culprit }: CheckResult,
  { expected }: PlainFailure,
): string | undefined {
  const exchange = culprit === undefined ? undefined : exchanges[culprit];
  if (exchange === undefined || !isJudged(exchange) || exchange.label === 'valid') return undefined;
  if (!expected.some(isRefusal)) return undefined;
  const [, name] = check.split('#');
  return exchange.label === 'broken' ? name?.replaceAll('-', ' ') : exchange.label;
}

/** What happened in a check, and what its baseline entry says of it. */
function messageOf({ outcome, state, failure, reason, baseline }: CheckResult): string {
  const text = failure === undefined ? undefined : failureText(failure).message;
  if (unjudged.includes(outcome)) return `${reason ?? ''}${text === undefined ? '' : ` (${text})`}`;
  const facts = state === 'disagrees' ? `failed, then held when run again: ${text}` : text;
  return [
    baseline === undefined ? undefined : remarkOf(baseline),
    facts ?? (baseline === undefined ? reason : undefined),
  ]
    .filter((part) => part !== undefined)
    .join(': ');
}

function remarkOf({ entry, says }: NonNullable<Judged['baseline']>): string {
  const { reason, expiry, owner } = entry;
  switch (says) {
    case 'known':
      return reason;
    case 'another failure':
      return `the baseline expects ${entryText(entry)}, this failure is another one`;
    case 'expired':
      return `the baseline entry expired on ${expiry}: ${owner} must review it`;
    case 'holds':
      return `the baseline expects it to fail (${reason}), yet it holds: remove the entry`;
    case 'holds this time':
      return `held this time; known to fail sometimes: ${reason}`;
  }
}

/** The recorded observations of a baseline entry, as part of a sentence. */
const entryText = ({ observed }: BaselineEntry): string =>
  [observed]
    .flat()
    .map((one) => `\`${typeof one === 'string' ? one : JSON.stringify(one)}\``)
    .join(' or ');

function runFinished({
  causes,
  organizations,
  organizationsAgainst: others,
  ...result
}: RunResult): RunFinished {
  return {
    ...result,
    causes: causes.map(causeText),
    organizations: leftText(organizations),
    ...(others === undefined ? {} : { organizationsAgainst: leftText(others) }),
  };
}

const leftText = ({ refusal, ...left }: Left): LeftOrganizations => ({
  ...left,
  ...(refusal === undefined ? {} : { refusal: answerText(refusal) }),
});

function causeText({ requirements, step, first, checks, blocked }: CauseGroup): Cause {
  const {
    message = '',
    expected = 'a check that ends with a finding',
    observed,
    replay,
  } = checkFinished(first);
  return {
    ...{ requirements, step, expected, observed: observed ?? message.split('\n')[0] ?? '' },
    ...{ checks, blocked, replay: replay ?? null },
  };
}

/** Compares old baseline entries, which name sentences of reports. */
export { observedSentences };
