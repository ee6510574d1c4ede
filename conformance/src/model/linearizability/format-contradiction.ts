import type { History, Operation, SequentialModel } from './history.ts';
import { linearize } from './linearize.ts';
import type { Core } from './shrink.ts';

/** Formats the calls of a model. */
export interface CallFormat<State, Request, Outcome> {
  readonly request: (request: Request) => string;
  readonly outcome: (outcome: Outcome) => string;
  /** The correct outcomes in a state. */
  readonly expected: (state: State, request: Request) => string;
}

/** Width of a timeline in columns. */
const WIDTH = 40;

/** Maximum number of search steps for the longest order. */
const BUDGET = 50_000;

/**
 * Formats calls that contradict each other: a timeline, an order that explains as many of them as
 * possible, and the calls that do not fit into it.
 *
 * @param total - number of calls of the whole history
 */
export function formatContradiction<State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  { calls, others }: Core<Request, Outcome>,
  total: number,
  format: CallFormat<State, Request, Outcome>,
): string {
  const line = ({ client, request, outcome }: Operation<Request, Outcome>) =>
    `${client}: ${format.request(request)} → ${outcome === undefined ? 'no reply' : format.outcome(outcome)}`;
  const table = [
    `no order of ${calls.length} of the ${total} calls explains their outcomes, whatever the others did:`,
    ...timeline(calls, line),
  ];
  // Without pruning, the search reaches the call that does not fit.
  const verdict = linearize({ ...model, isUnreachable: () => false }, [...calls, ...others], BUDGET);
  if (verdict.kind !== 'violated') return table.join('\n');
  const { longest, state, stuck } = verdict;
  const order = longest.map(
    (one, index) => `  ${index + 1}. ${line(one)}${one.optional === true ? '  (another call)' : ''}`,
  );
  return [
    ...table,
    ...(order.length === 0 ? [] : ['', 'an order that explains as many of them as any:', ...order]),
    '',
    order.length === 0 ? 'wrong in the first place:' : 'wrong after that:',
    ...stuck.flatMap((one) => [`  ${line(one)}`, `    expected: ${format.expected(state, one.request)}`]),
  ].join('\n');
}

/** Draws one line per call: `├──┤` from call to reply, `├──…` without a reply. */
function timeline<Request, Outcome>(
  calls: History<Request, Outcome>,
  line: (operation: Operation<Request, Outcome>) => string,
): readonly string[] {
  const sorted = [...calls].sort((a, b) => a.called - b.called);
  // Columns are positions in the order of calls and replies, not times.
  const positions = sorted.flatMap(({ called, returned }) => [called, returned]).sort((a, b) => a - b);
  const column = (position: number) =>
    Math.round((positions.indexOf(position) / (positions.length - 1)) * (WIDTH - 1));
  return sorted.map((operation) => {
    const { called, returned, calledMs, returnedMs } = operation;
    const isAnswered = Number.isFinite(returned);
    const [begin, end] = [column(called), column(returned)];
    const bar = `${' '.repeat(begin)}├${'─'.repeat(Math.max(0, end - begin - 1))}${isAnswered ? '┤' : '…'}`;
    const times = `${calledMs.toFixed(1)}–${isAnswered ? returnedMs.toFixed(1) : ''} ms`;
    return `  ${bar.padEnd(WIDTH + 2)} ${times.padEnd(20)} ${line(operation)}`;
  });
}
