import { linearize } from './linearize.ts';
import type { History, Operation } from './operation.ts';
import type { SequentialModel } from './sequential-model.ts';

/** Steps that each beginning may cost: what goes wrong early is found long before the whole is searched. */
const budget = 20_000;

/**
 * The shortest beginning of a history that no order explains, up to the answer that none explains any more: what is open
 * then has no outcome yet. Undefined where none was found.
 */
export function shortestViolation<State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  history: History<Request, Outcome>,
): History<Request, Outcome> | undefined {
  const ends = history
    .map(({ returned }) => returned)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const isViolated = (index: number) =>
    linearize(model, until(history, ends[index] ?? 0), budget).kind === 'violated';
  let low = 0;
  for (const part of [16, 8, 4, 2, 1]) {
    let high = Math.ceil(ends.length / part) - 1;
    if (!isViolated(high)) {
      low = high + 1;
      continue;
    }
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (isViolated(middle)) high = middle;
      else low = middle + 1;
    }
    return until(history, ends[high] ?? 0);
  }
  return undefined;
}

const until = <Request, Outcome>(
  history: History<Request, Outcome>,
  end: number,
): History<Request, Outcome> =>
  history
    .filter(({ called }) => called <= end)
    .map((operation) => (operation.returned <= end ? operation : withoutOutcome(operation)));

function withoutOutcome<Request, Outcome>({
  outcome: _,
  ...operation
}: Operation<Request, Outcome>): Operation<Request, Outcome> {
  return { ...operation, returned: Number.POSITIVE_INFINITY };
}
