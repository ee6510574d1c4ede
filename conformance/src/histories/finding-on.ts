import { clash } from './clash.ts';
import { linearize } from './linearize.ts';
import type { History } from './operation.ts';
import { shortestViolation } from './prefix.ts';
import type { SequentialModel } from './sequential-model.ts';
import type { Verdict } from './verdict.ts';

/** What was found about a history. `shown`: the part of it that shows this. */
export interface Finding<Request, Outcome> {
  readonly kind: Verdict<unknown, Request, Outcome>['kind'];
  readonly tried: number;
  readonly shown: History<Request, Outcome>;
}

/** Whether one order explains a history; `steps`: how many are tried for it. Where the whole is too much to search, what is wrong may be seen in a few calls, or in a beginning. */
export function findingOn<State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  history: History<Request, Outcome>,
  steps?: number,
): Finding<Request, Outcome> {
  const { kind, tried } = linearize(model, history, steps);
  if (kind !== 'undecided') return { kind, tried, shown: history };
  const two = clash(model, history);
  const shown = two === undefined ? shortestViolation(model, history) : [...two.calls, ...two.others];
  return shown === undefined ? { kind, tried, shown: history } : { kind: 'violated', tried, shown };
}
