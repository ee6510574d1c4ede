import { commandOf, type ExchangeView } from '../runner/exchange-view.ts';
import type { RunStarted } from '../runner/run-events.ts';
import { unansweredText } from '../wire/exchange.ts';
import { type ExampleRequest, exampleAmong, exampleOf, isJudged } from './example-request.ts';
import type { CheckFinished, ReportEvent } from './report-events.ts';
import { withoutRandom } from './request-fields.ts';

/** What a server answered in a check, or how a check of a client ended. */
export interface Answer {
  readonly outcome: string;
  /** Name and answer of each request that the check named, or else of one: see `answeredExchanges`. */
  readonly answers: readonly string[];
  readonly observed?: string;
}

/** A stored run, by which a reader finds what was judged and when. */
export interface RecordedRun {
  readonly suite: RunStarted['suite'];
  /** With the image, or the command line, and the name and version that the server gives itself. */
  readonly target: RunStarted['target'];
  /** The client judged beside a server. */
  readonly client?: RunStarted['target'];
  readonly startedAt: string;
  readonly verdict: string;
}

/** The request of a requirement, and the stored run in which it was sent. */
export interface RecordedExample extends ExampleRequest {
  readonly run: string;
}

/** What the site and `explain` show of the stored runs. */
export interface RunIndex {
  /** By the name of the file in `reports/`. */
  readonly runs: Readonly<Record<string, RecordedRun>>;
  /** By requirement. */
  readonly examples: Readonly<Record<string, RecordedExample>>;
  /** By run, then by check. */
  readonly answers: Readonly<Record<string, Readonly<Record<string, Answer>>>>;
}

/**
 * Makes the index of stored runs.
 *
 * @param runs - the events of each run, by name. The requests are those of `reference`
 */
export function indexOfRuns(runs: Readonly<Record<string, readonly ReportEvent[]>>): RunIndex {
  const all = Object.entries(runs);
  return {
    runs: Object.fromEntries(all.map(([name, events]) => [name, runOf(name, events)])),
    examples: sorted(examplesOf('reference', runs.reference ?? [])),
    answers: Object.fromEntries(all.map(([name, events]) => [name, sorted(answersOf(events))])),
  };
}

/** The index as JSON, with a line for each entry, so that changes can be read. */
export function indexText({ runs, examples, answers }: RunIndex): string {
  const map = (entries: object): string =>
    `{\n${Object.entries(entries)
      .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
      .join(',\n')}\n}`;
  const ofRuns = Object.entries(answers).map(([name, own]) => `${JSON.stringify(name)}: ${map(own)}`);
  return `{\n"runs": ${map(runs)},\n"examples": ${map(examples)},\n"answers": {\n${ofRuns.join(',\n')}\n}\n}\n`;
}

const sorted = <Value>(entries: Iterable<readonly [string, Value]>): Readonly<Record<string, Value>> =>
  Object.fromEntries([...entries].sort(([left], [right]) => (left < right ? -1 : 1)));

/** @throws Error for a run without its first or last event */
function runOf(name: string, events: readonly ReportEvent[]): RecordedRun {
  const started = events.find((event) => event.event === 'run-started');
  const finished = events.find((event) => event.event === 'run-finished');
  if (started === undefined || finished === undefined)
    throw new Error(`reports/${name}: the run did not end`);
  const { suite, target, client, startedAt } = started;
  return { suite, target, ...(client === undefined ? {} : { client }), startedAt, verdict: finished.verdict };
}

/** A simple check is preferred: one with a twin, of this requirement only, without a case. */
const weight = ({ check, valid, lines }: ExampleRequest, id: string): number =>
  (lines.some((line) => line.startsWith('!')) ? 0 : 8) +
  (valid === undefined ? 4 : 0) +
  (check === id || check.startsWith(`${id}#`) ? 0 : 2) +
  (check === id ? 0 : 1);

const checksOf = (events: readonly ReportEvent[]): readonly CheckFinished[] =>
  events.filter((event) => event.event === 'check-finished');

/** The request of each requirement, from the simplest check that passed. */
export function examplesOf(
  run: string,
  events: readonly ReportEvent[],
): ReadonlyMap<string, RecordedExample> {
  const passed = checksOf(events)
    .filter(({ kind, outcome }) => kind === 'server' && outcome === 'pass')
    .sort((a, b) => a.requirements.length - b.requirements.length || (a.check < b.check ? -1 : 1));
  const examples = new Map<string, RecordedExample>();
  for (const event of passed) {
    for (const { id, sentence } of event.requirements) {
      const example = exampleOf(event, sentence, id);
      const present = examples.get(id);
      if (example !== undefined && (present === undefined || weight(example, id) < weight(present, id)))
        examples.set(id, { run, ...example });
    }
  }
  return examples;
}

/** Outcomes of checks that did not run. */
const untried: readonly string[] = ['notApplicable', 'notTestable'];

const answersOf = (events: readonly ReportEvent[]): readonly (readonly [string, Answer])[] =>
  checksOf(events)
    .filter(({ outcome }) => !untried.includes(outcome))
    .map((event) => [event.check, answerOf(event)]);

/** Most answers of a check. */
const MAX_ANSWERS = 6;

/** The exchanges whose answers the index has: those that the check named, or else the likeliest one. */
export function answeredExchanges({
  check,
  kind,
  exchanges,
  requirements,
}: CheckFinished): ReadonlyMap<string, ExchangeView> {
  if (kind === 'client') return new Map();
  const judged = exchanges.filter(isJudged);
  const sentence = requirements.map((rule) => rule.sentence).join(' ');
  const { exchange: likely } = exampleAmong(exchanges, sentence, check);
  const answered = judged.length > 0 ? judged : likely === undefined ? [] : [likely];
  const byText = new Map<string, ExchangeView>();
  for (const one of answered) {
    const text = answerText(one);
    if (!byText.has(text) && byText.size < MAX_ANSWERS) byText.set(text, one);
  }
  return byText;
}

function answerText({ label, response, error, request }: ExchangeView): string {
  const answer =
    response === undefined
      ? unansweredText(error)
      : [response.status, response.reply].filter((part) => part !== undefined).join(' ');
  const { method, target } = request;
  const path = target.replace(/\?.*/, '');
  const words = label ?? commandOf(request) ?? `${method} ${path}`;
  return `${withoutRandom(words)} → ${answer}`.replace(/ps-[0-9a-f]{6}-\w+/g, 'ORG');
}

const answerOf = (check: CheckFinished): Answer => ({
  outcome: check.outcome,
  answers: [...answeredExchanges(check).keys()],
  ...(check.observed === undefined ? {} : { observed: check.observed }),
});
