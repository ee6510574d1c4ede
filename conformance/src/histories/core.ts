import type { History } from './operation.ts';

/** The fewest calls found that no order explains, and those that these could not have come to without. */
export interface Core<Request, Outcome> {
  readonly calls: History<Request, Outcome>;
  /** Whether and when they took effect is left open: the contradiction stays. */
  readonly others: History<Request, Outcome>;
}
