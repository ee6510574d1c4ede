import type { History, Operation, SequentialModel } from '../../src/model/linearizability/history.ts';

/**
 * Tries every order of every subset of the optional calls: obviously right, and only for very short
 * histories.
 */
export function isLinearizable<State, Request, Outcome>(
  model: SequentialModel<State, Request, Outcome>,
  history: History<Request, Outcome>,
): boolean {
  const must = ({ outcome, optional }: Operation<Request, Outcome>) =>
    outcome !== undefined && optional !== true;
  /** `since`: the latest `called` of the calls placed so far. */
  const goesOn = (state: State, left: History<Request, Outcome>, since: number): boolean => {
    if (!left.some(must)) return true;
    return left.some((one) => {
      const isNext =
        one.returned > since &&
        left.every((other) => other === one || !must(other) || other.returned > one.called);
      const next = isNext ? model.step(state, one.request, one.outcome, one.optional === true) : undefined;
      return (
        next !== undefined &&
        goesOn(
          next,
          left.filter((other) => other !== one),
          Math.max(since, one.called),
        )
      );
    });
  };
  return goesOn(model.initial, history, -1);
}
