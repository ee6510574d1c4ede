import type { History, Operation } from './operation.ts';
import type { Order, Suspect } from './verdict.ts';

/** What an object that several share is to a single client who calls it one call at a time. */
export interface SequentialModel<State, Request, Outcome> {
  readonly initial: State;
  /**
   * The state after a call that came to this outcome, the very same one where it changes nothing; undefined where it
   * cannot come to this. Without an outcome: after it took effect, and undefined where it would have been refused. What is
   * only supposed is not asked whether its author may do it: that makes explanations shorter.
   */
  readonly step: (
    state: State,
    request: Request,
    outcome: Outcome | undefined,
    isSupposed: boolean,
  ) => State | undefined;
  /**
   * Whether a call that changes nothing now might change something a little later, and come to the same: to freeze who is
   * frozen. Any other that changes nothing may happen at once, and harms none.
   */
  readonly isToggle: (request: Request) => boolean;
  /** Whether it takes from somebody what he may do: that alone is no reason why he could not do it where nobody knows that it happened. */
  readonly takes: (request: Request) => boolean;
  /** States of one key go on alike. */
  readonly key: (state: State) => string;
  /** Whether the outcome cannot come in this state, nor in any that follows. Saying so of none is right, and slow. */
  readonly isLost: (state: State, request: Request, outcome: Outcome) => boolean;
  /**
   * What an operation that took effect makes possible, and what an operation is not possible without: where nobody needs
   * what one gives, the others can be explained without it. To say too much is right, and makes explanations longer.
   */
  readonly gives: (operation: Operation<Request, Outcome>) => readonly string[];
  readonly needs: (operation: Operation<Request, Outcome>) => readonly string[];
  readonly tell: SequentialWords<State, Request, Outcome>;
}

/** How a model is told to a person. */
export interface SequentialWords<State, Request, Outcome> {
  readonly request: (request: Request) => string;
  readonly outcome: (outcome: Outcome) => string;
  /**
   * Which contradiction some calls of a history are: of the same defect always the same words, without the names of a run.
   * What a single call contradicts is in the order that goes as far as any. `suspect`: if all that is wrong is who made one of them.
   */
  readonly contradiction: (
    calls: History<Request, Outcome>,
    within?: {
      readonly order: Order<State, Request, Outcome>;
      readonly history: History<Request, Outcome>;
      readonly suspect?: Suspect<State, Request, Outcome> | undefined;
    },
  ) => string;
  /** What would be right in a state, instead of this outcome. */
  readonly right: (state: State, request: Request, outcome: Outcome | undefined) => string;
  /** What a state is, as far as these calls speak of it. */
  readonly state: (state: State, about: readonly Operation<Request, Outcome>[]) => readonly string[];
}
