import { linearize } from './linearize.ts';
import type { History, Operation } from './operation.ts';
import type { SequentialModel } from './sequential-model.ts';
import { shortestOrder } from './shortest-order.ts';
import { shrink } from './shrink.ts';
import { suspect } from './suspect.ts';
import { timeline } from './timeline.ts';

/** Why no order of its calls explains a history: the fewest calls that contradict each other, and a text for a terminal. */
export interface Explanation<Request, Outcome> {
  readonly calls: History<Request, Outcome>;
  /** Which contradiction it is, in words that any run has for it. */
  readonly contradiction: string;
  /** No short reason was found: these are calls of which some contradict each other, and their name is only where they got stuck. */
  readonly isVague: boolean;
  readonly text: string;
}

/** So many calls, or fewer, are a reason that somebody can follow. */
const mostClear = 16;

/** Steps that finding the longest order may cost. */
const budget = 50_000;

/** Explains a history that no order explains, or a part of the whole that none does. */
export function explain<State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  history: History<Request, Outcome>,
  whole = history,
): Explanation<Request, Outcome> {
  const { calls, others } = shrink(model, history);
  const { tell } = model;
  const small = [...calls, ...others];
  // Where there is no hope the search stops; a person is shown how far it goes nevertheless.
  const patient = linearize({ ...model, isLost: () => false }, small, budget);
  const verdict = patient.kind === 'violated' ? patient : linearize(model, small);
  if (verdict.kind !== 'violated')
    return {
      calls,
      contradiction: tell.contradiction(calls),
      isVague: true,
      text: 'no order explains these calls, and no short reason was found',
    };
  const told = ({ client, request, outcome }: Operation<Request, Outcome>) =>
    `${client}: ${tell.request(request)} → ${outcome === undefined ? 'no answer yet' : tell.outcome(outcome)}`;
  const { stuck } = verdict;
  const longest = shortestOrder(model, verdict.longest, stuck);
  const done = longest.calls.map(
    (operation, index) =>
      `  ${index + 1}. ${told(operation)}${operation.optional === true ? '  (supposed)' : ''}`,
  );
  const waiting = calls.filter((call) => !longest.calls.includes(call) && !stuck.includes(call));
  const rest = whole.length - calls.length;
  return {
    calls,
    contradiction: tell.contradiction(calls, {
      order: longest,
      history: whole,
      suspect: suspect(model, calls, others, budget),
    }),
    isVague: calls.length > mostClear,
    text: [
      `no order of ${calls.length === 1 ? 'this call' : `these ${calls.length} calls`}, one at a time, gives ${calls.length === 1 ? 'its answer' : 'their answers'}${rest === 0 ? '' : `, whatever came of the other ${rest}`}:`,
      ...timeline(calls, told),
      ...section('an order that goes as far as any', done),
      ...section(
        'then',
        tell.state(longest.state, calls).map((line) => `  ${line}`),
      ),
      ...section(
        'what could come next, and cannot',
        stuck.flatMap((operation) => [
          `  ${told(operation)}`,
          `      right now: ${tell.right(longest.state, operation.request, operation.outcome)}`,
        ]),
      ),
      ...section(
        'later, since something above was answered before it was asked',
        waiting.map((one) => `  ${told(one)}`),
      ),
    ].join('\n'),
  };
}

const section = (title: string, lines: readonly string[]) =>
  lines.length === 0 ? [] : ['', `${title}:`, ...lines];
