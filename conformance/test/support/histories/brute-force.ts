import type { History, Operation, SequentialModel } from '../../../src/model/linearizability/history.ts';

/**
 * Whether some order explains a history. It tries all orders with all subsets of the optional
 * calls, so it is simple, and fast enough only for very short histories.
 */
export function isLinearizable<State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  history: History<Request, Outcome>,
): boolean {
  const isRequired = ({ outcome, optional }: Operation<Request, Outcome>) =>
    outcome !== undefined && optional !== true;
  /** `since`: the latest `called` of the calls placed so far. */
  const canContinue = (state: State, left: History<Request, Outcome>, since: number): boolean => {
    if (!left.some(isRequired)) return true;
    return left.some((one) => {
      const isNext =
        one.returned > since &&
        left.every((other) => other === one || !isRequired(other) || other.returned > one.called);
      const next = isNext ? model.step(state, one.request, one.outcome, one.optional === true) : undefined;
      return (
        next !== undefined &&
        canContinue(
          next,
          left.filter((other) => other !== one),
          Math.max(since, one.called),
        )
      );
    });
  };
  return canContinue(model.initial, history, -1);
}
