import type { History } from './operation.ts';
import { Search } from './search.ts';
import type { SequentialModel } from './sequential-model.ts';
import type { Verdict } from './verdict.ts';

/** How many steps are tried before the search gives up. */
const defaultBudget = 100_000;

/**
 * Looks for an order of the calls, each between its call and its answer, that gives every answer (Wing and Gong's search,
 * with Lowe's memory of where it has been). Of one organization at a time: what happens in one concerns no other. No library
 * of npm does this.
 */
export const linearize = <State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  history: History<Request, Outcome>,
  budget = defaultBudget,
): Verdict<State, Request, Outcome> => new Search(model, history).run(budget);
